from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from django_example.demo_app.middleware import HTMX_POLICY
from shared_components.attributes import GROUPS


def home(request: HttpRequest) -> HttpResponse:
    return render(request, "index.html")


def counter(request: HttpRequest) -> HttpResponse:
    return render(request, "counter.html")


def tallies(request: HttpRequest) -> HttpResponse:
    return render(request, "tallies.html")


def todos(request: HttpRequest) -> HttpResponse:
    return render(request, "todos.html")


def signup(request: HttpRequest) -> HttpResponse:
    return render(request, "signup.html")


def attributes(request: HttpRequest) -> HttpResponse:
    return render(request, "attributes.html", {"groups": GROUPS})


def htmx(request: HttpRequest) -> HttpResponse:
    response = render(request, "htmx.html")
    response.headers["Content-Security-Policy"] = HTMX_POLICY
    return response


def cotton(request: HttpRequest) -> HttpResponse:
    return render(request, "cotton.html")
