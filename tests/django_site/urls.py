"""A page that shows any component, and the one path of the set-up."""

import json

from django.http import HttpRequest, HttpResponse
from django.template import RequestContext, Template
from django.urls import path

from component_framework.adapters.django_views import component_view


def page(request: HttpRequest, name: str) -> HttpResponse:
    params = json.loads(request.GET.get("params", "{}"))
    given = " ".join(f"{param}=params.{param}" for param in params)
    tags = f"{{% load components %}}{{% component_js %}}{{% live_component name {given} %}}"
    return HttpResponse(Template(tags).render(RequestContext(request, {"name": name, "params": params})))


urlpatterns = [
    path("page/<str:name>/", page),
    path("components/<str:name>/", component_view, name="component_endpoint"),
]
