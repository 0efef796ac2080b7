from typing import Any

from django import template

from django_example.demo_app.source import component_sources

register = template.Library()


@register.inclusion_tag("source.html")
def component_source(name: str, *templates: str) -> dict[str, Any]:
    """The class and the template of a component, and more templates: `{% component_source "counter" %}`."""
    return {"sources": component_sources(name, *templates)}


@register.inclusion_tag("nav_link.html", takes_context=True)
def nav_link(context: template.Context, page: str, text: str) -> dict[str, Any]:
    """A link to the page named `page` in urls.py, marked where it is the current one."""
    match = context["request"].resolver_match
    return {"page": page, "text": text, "current": match is not None and match.url_name == page}
