"""Where components post their messages."""

from django.urls import path

from component_framework.adapters.django_views import component_view

urlpatterns = [path("components/<str:name>/", component_view, name="component_endpoint")]
