from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def home(request: HttpRequest) -> HttpResponse:
    return render(request, "index.html")


def counter(request: HttpRequest) -> HttpResponse:
    return render(request, "counter.html")


def tallies(request: HttpRequest) -> HttpResponse:
    return render(request, "tallies.html")
