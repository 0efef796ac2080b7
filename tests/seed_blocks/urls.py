# ruff: noqa
# fmt: off
from django.urls import path

# --- the seed's block, verbatim ---
# urls.py
from component_framework.adapters.django_views import component_view

urlpatterns = [
    path("components/<str:name>/", component_view, name="component_endpoint"),
]
# --- end ---
