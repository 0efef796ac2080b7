"""Every address of the example site."""

from django.contrib import admin
from django.urls import path

from component_framework.adapters.django_views import component_view
from django_example.demo_app import views

urlpatterns = [
    path("", views.home, name="home"),
    path("counter/", views.counter, name="counter"),
    path("tallies/", views.tallies, name="tallies"),
    path("todos/", views.todos, name="todos"),
    path("signup/", views.signup, name="signup"),
    path("form-demo/", views.form_demo, name="form_demo"),
    path("attributes/", views.attributes, name="attributes"),
    path("model-demo/", views.model_demo, name="model_demo"),
    path("model-demo/<int:pk>/", views.model_demo, name="model_demo"),
    path("customers/", views.customers, name="customers"),
    path("dashboard/", views.dashboard, name="dashboard"),
    path("websocket-demo/", views.websocket_demo, name="websocket_demo"),
    path("feed/", views.feed, name="feed"),
    path("htmx/", views.htmx, name="htmx"),
    path("cotton/", views.cotton, name="cotton"),
    path("admin/", admin.site.urls),
    path("components/<str:name>/", component_view, name="component_endpoint"),  # all that the framework needs
]
