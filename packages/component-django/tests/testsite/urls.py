from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from component_framework.adapters.django_views import component_page, component_view


def page(request: HttpRequest, name: str) -> HttpResponse:
    if "session" in request.GET:
        request.session["visited"] = True
    return render(request, "page.html", {"name": name})


def pair(request: HttpRequest) -> HttpResponse:
    return render(request, "pair.html")


def row(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    return render(request, "page.html", {"name": name, "pk": pk})


pages = [
    path("page/<str:name>/<int:pk>/", row),
    path("page/<str:name>/", page),
    path("pair/", pair),
    path("sign/in/", pair, name="testsite-login"),
    path("alone/", component_page("counter", count=3)),
    path("alone/<int:count>/", component_page("counter", title="<Counted>", count=1)),
    path("alone/members/", component_page("members")),
    path("alone/own/", component_page("counter", template_name="own_page.html")),
    path("alone/guestbook/", component_page("guestbook")),
]
urlpatterns = [*pages, path("components/<str:name>/", component_view, name="component_endpoint")]
