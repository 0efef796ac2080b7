from typing import Any

from django import template

from django_example.demo_app import source
from shared_source import Source

register = template.Library()


@register.inclusion_tag("source.html")
def component_source(name: str, *templates: str) -> dict[str, Any]:
    """The class and the template of a component, and more templates: `{% component_source "counter" %}`."""
    return {"sources": source.component_sources(name, *templates)}


@register.simple_tag
def component_sources(name: str) -> list[Source]:
    """The same two, for a page that shows them in its own way: `{% component_sources "counter" as sources %}`."""
    return source.component_sources(name)


@register.inclusion_tag("nav_link.html", takes_context=True)
def nav_link(context: template.Context, page: str, text: str) -> dict[str, Any]:
    """A link to the page named `page` in urls.py, marked where it is the current one."""
    match = context["request"].resolver_match
    return {"page": page, "text": text, "current": match is not None and match.url_name == page}
