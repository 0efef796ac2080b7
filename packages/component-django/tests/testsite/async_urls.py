"""The same pages with the endpoint for ASGI."""

from django.urls import path

from component_framework.adapters.django_views import acomponent_view
from testsite.urls import pages

urlpatterns = [*pages, path("components/<str:name>/", acomponent_view, name="component_endpoint")]
