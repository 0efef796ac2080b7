"""A page that is one component."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from component_framework.adapters.django_views.show import show_component
from component_framework.core.children import Wanted


def component_page(
    name: str, *, template_name: str = "component_framework/page.html", title: str = "", **params: Any
) -> Callable[..., HttpResponse]:
    """A view whose page holds the component `name`: `path("orders/<int:pk>/", component_page("order_editor"))`.

    `params` and what the URL captures are the component's params. A template of your own gets `component`, the HTML,
    and `title`; it loads the client with `{% component_js %}`.
    """

    def page(request: HttpRequest, **captured: Any) -> HttpResponse:
        component = show_component(request, Wanted(name, {**params, **captured}))
        shown = title or name.replace("_", " ").capitalize()
        return render(request, template_name, {"component": component, "title": shown})

    return page
