from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from component_framework.adapters.django_views import component_view


def page(request: HttpRequest, name: str) -> HttpResponse:
    if "session" in request.GET:
        request.session["visited"] = True
    return render(request, "page.html", {"name": name})


urlpatterns = [
    path("page/<str:name>/", page),
    path("components/<str:name>/", component_view, name="component_endpoint"),
]
