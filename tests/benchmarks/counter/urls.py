"""The counter as a component, the counter by hand, and a view that does nothing, behind one middleware."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.template import engines
from django.urls import path

from benchmarks.counter import by_component, by_hand  # noqa: F401  # importing by_component registers it
from component_framework.adapters.django_views import component_view

BY_HAND = {
    "plain": (by_hand.counter_event, by_hand.PLAIN),
    "atomic": (transaction.atomic(by_hand.counter_event), by_hand.PLAIN),
    "django-signing": (transaction.atomic(by_hand.counter_event), by_hand.DJANGO_SIGNING),
}


def nothing(request: HttpRequest) -> HttpResponse:
    """What Django alone costs: the handler, the middleware with its CSRF check, the URL, a JSON answer."""
    return JsonResponse({})


def page(request: HttpRequest, variant: str) -> HttpResponse:
    """Both counters, first rendered, as a browser gets them before its first click."""
    get_token(request)
    template = engines["django"].from_string('{% load components %}{% live_component "counter" component_id="c-1" %}')
    made_by_hand = by_hand.first_render(request, "c-1", BY_HAND[variant][1])
    return HttpResponse(template.render({}, request) + made_by_hand)


urlpatterns = [
    path("components/<str:name>/", component_view, name="component_endpoint"),
    path("nothing/", nothing),
    path("page/<str:variant>/", page),
    *(path(f"by-hand/{name}/", view, {"seal": seal}) for name, (view, seal) in BY_HAND.items()),
]
