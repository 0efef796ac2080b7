"""What `manage.py check` says of components: everything about them that a user can get wrong before the first click."""

import re
from collections.abc import Callable, Iterable, Iterator
from importlib.util import find_spec
from typing import Any, Final

from django.apps import apps
from django.conf import settings
from django.core import checks
from django.core.cache import DEFAULT_CACHE_ALIAS
from django.core.checks import CheckMessage, Error, Tags, register
from django.template import TemplateDoesNotExist, engines
from django.template.backends.django import DjangoTemplates, Template
from django.template.loader import get_template
from django.urls import get_resolver

from component_framework.adapters.django_model.mixin import DjangoModelMixin
from component_framework.adapters.django_renderer import DjangoRenderer
from component_framework.adapters.django_views.host import django_host
from component_framework.apps.model_checks import check_model_component
from component_framework.apps.socket_checks import check_layers, check_reach
from component_framework.apps.watch_checks import check_watches
from component_framework.core.component import Component
from component_framework.core.errors import ConfigurationError, MarkupError
from component_framework.core.markup import check_single_root
from component_framework.core.registry import registry

FINDER: Final = "django.contrib.staticfiles.finders.FileSystemFinder"
REQUEST: Final = "django.template.context_processors.request"
LOCAL_CACHE: Final = "django.core.cache.backends.locmem.LocMemCache"
TEMPLATE_CODE: Final = re.compile(
    r"\{#.*?#\}|\{%\s*comment\b.*?%\}.*?\{%\s*endcomment\s*%\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL
)
MOVES_THE_ROOT: Final = re.compile(r"\{%\s*(extends|else|elif|for|include|cotton|block)\b|<c-")


def check_settings(**kwargs: Any) -> Iterator[CheckMessage]:
    try:
        host = django_host()
    except ConfigurationError as error:
        yield Error(str(error), hint="See COMPONENT_FRAMEWORK in the settings.", id="component_framework.E001")
        return
    if not apps.is_installed("django.contrib.staticfiles"):
        hint = "Add 'django.contrib.staticfiles' to INSTALLED_APPS, or serve core/client yourself."
        yield checks.Warning("The browser client is not served.", hint=hint, id="component_framework.W002")
    if FINDER not in settings.STATICFILES_FINDERS:
        hint = f"Add {FINDER!r} to STATICFILES_FINDERS."
        yield Error("The browser client cannot be found.", hint=hint, id="component_framework.E003")
    try:
        host.url_for("check")
    except ConfigurationError as error:
        yield Error(str(error), id="component_framework.E004")
    yield from check_layers()
    if host.settings.socket[:1] not in ("", "/"):
        message = f"COMPONENT_FRAMEWORK['SOCKET'] is {host.settings.socket!r}, which each page would take for its own."
        yield Error(message, hint="Begin it with a slash, such as '/ws/'.", id="component_framework.E007")


def check_engines(**kwargs: Any) -> Iterator[CheckMessage]:
    for engine in (one for one in engines.all() if isinstance(one, DjangoTemplates)):
        if not engine.engine.autoescape:
            message = f"The template engine {engine.name!r} has autoescape off; components refuse to render with it."
            yield Error(message, id="component_framework.E005")
        if REQUEST not in engine.engine.context_processors:
            message = f"Pages of the template engine {engine.name!r} do not know who looks at them."
            hint = f"Add {REQUEST!r} to its context_processors: live_component and component_js need the request."
            yield checks.Warning(message, hint=hint, id="component_framework.W006")


def check_components(**kwargs: Any) -> Iterator[CheckMessage]:
    get_resolver().url_patterns  # noqa: B018  # imports those that only the URLs know
    for name in registry:
        cls: type[Component] = registry.get(name)
        yield from _check_class(cls)
        yield from check_watches(name, cls)
        if issubclass(cls, DjangoModelMixin):
            yield from check_model_component(cls)
        renders_itself = cls.render is not Component.render
        if not renders_itself and (cls.renderer is None or isinstance(cls.renderer, DjangoRenderer)):
            yield from _check_template(cls, cls.template_name or f"components/{name}.html")


def check_deployment(**kwargs: Any) -> Iterator[CheckMessage]:
    try:
        ours = django_host().settings
    except ConfigurationError:
        return  # E001 has said so
    if not ours.rate_per_s:
        message = "COMPONENT_FRAMEWORK['RATE_PER_S'] is 0: nobody's messages are limited."
        yield checks.Warning(message, id="component_framework.W020")
    if ours.debug and not settings.DEBUG:
        message = "COMPONENT_FRAMEWORK['DEBUG'] is on while DEBUG is off."
        yield checks.Warning(message, id="component_framework.W021")
    if settings.CACHES["default"]["BACKEND"] == LOCAL_CACHE:
        message = (
            "Forms posted without script pass their outcome on in the default cache, which each process has its own of."
        )
        hint = "With more than one process use a cache that they share, such as Redis."
        yield checks.Warning(message, hint=hint, id="component_framework.W022")

    yield from _check_replies(ours.reply_store)
    yield from check_reach(ours)


def _check_replies(setting: str) -> Iterator[CheckMessage]:
    kind, _, alias = setting.partition(":")
    is_local = kind == "cache" and settings.CACHES[alias or DEFAULT_CACHE_ALIAS]["BACKEND"] == LOCAL_CACHE
    if kind == "memory" or is_local:
        message = "Replies are kept in each process's own memory: a message that comes again to another is done again."
        hint = "With more than one process set COMPONENT_FRAMEWORK['REPLY_STORE'] to a cache that they share, or Redis."
        yield checks.Warning(message, hint=hint, id="component_framework.W023")


def register_checks() -> None:
    """Called by the AppConfig."""
    plain: tuple[Callable[..., Iterable[CheckMessage]], ...] = (check_settings, check_components)
    for check in plain:
        register(_listed(check), "components")
    register(_listed(check_engines), "components", Tags.templates)
    register(_listed(check_deployment), "components", Tags.security, deploy=True)


def _listed(check: Callable[..., Iterable[CheckMessage]]) -> Callable[..., list[CheckMessage]]:
    def run(**kwargs: Any) -> list[CheckMessage]:
        return list(check(**kwargs))

    return run


def _check_class(cls: type[Component]) -> Iterator[CheckMessage]:
    """Everything that is otherwise looked at when it is first needed: annotations, and libraries behind an option."""
    try:
        cls._kind.schema  # noqa: B018  # computed here, as below
        for signature in (cls._kind.contract.mount, *(handler.signature for handler in cls._handlers.values())):
            signature.arguments  # noqa: B018  # computed here, and wrong annotations raise
    except ConfigurationError as error:
        yield Error(str(error), obj=cls, id="component_framework.E010")
    if cls.encrypted and find_spec("cryptography") is None:
        hint = "pip install 'component-core[crypto]'"
        yield Error("It is encrypted, and cryptography is missing.", hint=hint, obj=cls, id="component_framework.E011")


def _check_template(cls: type[Component], template_name: str) -> Iterator[CheckMessage]:
    try:
        template = get_template(template_name)
    except TemplateDoesNotExist:
        hint = "Create it below an app's templates/, or set template_name."
        yield Error(f"Its template {template_name} does not exist.", hint=hint, obj=cls, id="component_framework.E012")
        return
    source = str(template.template.source) if isinstance(template, Template) else ""
    if not source or MOVES_THE_ROOT.search(source):
        return  # what the root is shows only when it is rendered, and then it is checked
    try:
        check_single_root(TEMPLATE_CODE.sub("", source))
    except MarkupError as error:
        yield checks.Warning(f"{template_name}: {error}", obj=cls, id="component_framework.W013")
