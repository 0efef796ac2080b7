from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from django_example.demo_app.models import Order
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


def form_demo(request: HttpRequest) -> HttpResponse:
    return render(request, "form_demo.html")


def attributes(request: HttpRequest) -> HttpResponse:
    return render(request, "attributes.html", {"groups": GROUPS})


def model_demo(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    orders = [order.pk for order in Order.objects.all()[:6]]
    shown = pk if pk is not None else next(iter(orders), None)
    return render(request, "model_demo.html", {"orders": orders, "shown": shown})


def customers(request: HttpRequest) -> HttpResponse:
    return render(request, "customers.html")


def dashboard(request: HttpRequest) -> HttpResponse:
    return render(request, "dashboard.html")


def websocket_demo(request: HttpRequest) -> HttpResponse:
    return render(request, "websocket_demo.html")


def feed(request: HttpRequest) -> HttpResponse:
    return render(request, "feed.html")


def htmx(request: HttpRequest) -> HttpResponse:
    return render(request, "htmx.html")


def cotton(request: HttpRequest) -> HttpResponse:
    return render(request, "cotton.html")
