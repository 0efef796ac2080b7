"""What Django runs at start: tells the core its host, imports every app's components, adds the client's files."""

from pathlib import Path

from django.apps import AppConfig
from django.conf import settings
from django.contrib.auth.signals import user_logged_out
from django.utils.module_loading import autodiscover_modules

from component_framework.adapters.django_model.watching import watch_from_start
from component_framework.adapters.django_views.host import django_host
from component_framework.adapters.django_views.identity import tell_signed_out
from component_framework.apps.checks import register_checks
from component_framework.core.assets import CLIENT_FOLDER
from component_framework.core.host import configure


class ComponentFrameworkConfig(AppConfig):
    name = "component_framework"
    verbose_name = "Component framework"
    # The package is a PEP 420 namespace with several folders; Django has to be told which one is this app's.
    path = str(Path(__file__).resolve().parent.parent)

    def ready(self) -> None:
        configure(django_host)
        user_logged_out.connect(tell_signed_out, dispatch_uid="component_framework")
        folder = ("component_framework", str(CLIENT_FOLDER))
        if folder not in settings.STATICFILES_DIRS:
            settings.STATICFILES_DIRS = [*settings.STATICFILES_DIRS, folder]
        autodiscover_modules("components")
        watch_from_start()
        register_checks()
