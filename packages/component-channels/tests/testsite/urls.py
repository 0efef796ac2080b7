"""A view that changes what components show."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

from component_framework.core import refresh


def change(request: HttpRequest) -> HttpResponse:
    with transaction.atomic():
        refresh("counters")
    return HttpResponse()


urlpatterns = [path("change/", change)]
