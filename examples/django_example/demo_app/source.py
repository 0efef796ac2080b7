"""The sources of a component on this site: its class, and its Django templates."""

from django.template.loader import get_template

from component_framework.adapters.django_renderer import DjangoCottonRenderer
from component_framework.core import registry
from django_example.settings import BASE_DIR
from shared_source import Source, class_source, template_source


def component_sources(name: str, *templates: str) -> list[Source]:
    """The class and the template of the component registered as `name`, and more templates by their names."""
    cls = registry.get(name)
    folder = "cotton" if isinstance(cls.renderer, DjangoCottonRenderer) else "components"
    # From the files: django-cotton's loader hands out what it has made of them.
    files = [get_template(one).template.origin.name for one in (f"{folder}/{name}.html", *templates)]
    return [class_source(cls, site=BASE_DIR), *(template_source(file, site=BASE_DIR) for file in files)]
