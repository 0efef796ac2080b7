"""The Django site under test: `daphne faults.django_site:app`, or under uvicorn."""

import json
import os

import django
from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler
from django.core.asgi import get_asgi_application
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import RequestContext, Template
from django.urls import path

settings.configure(
    SECRET_KEY=os.environ["COMPONENT_SECRET_KEYS"],
    ALLOWED_HOSTS=["127.0.0.1"],
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.staticfiles",
        "component_framework",
    ],
    MIDDLEWARE=["django.middleware.csrf.CsrfViewMiddleware"],
    STATIC_URL="/static/",
    ROOT_URLCONF="faults.django_site",
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
        }
    ],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ["FAULTS_DB"] + ".django"}},
    COMPONENT_FRAMEWORK={"SOCKET": "/ws/"}
    | {
        name.removeprefix("COMPONENT_"): int(text) if text.isdigit() else text
        for name, text in os.environ.items()
        if name.startswith("COMPONENT_") and name != "COMPONENT_SECRET_KEYS"
    },
)
django.setup()

from component_framework.adapters.django_views import component_view  # noqa: E402
from component_framework.adapters.django_views.show import show_component  # noqa: E402
from component_framework.adapters.django_websocket import ComponentConsumer  # noqa: E402
from faults.components import write  # noqa: E402
from faults.inside import look_inside  # noqa: E402


def page(request: HttpRequest, name: str) -> HttpResponse:
    return HttpResponse(show_component(request, name, json.loads(request.GET["params"])))


SHOWN = """{% load components %}<!doctype html><title>{{ names }}</title>{% component_js %}
{% for name in names %}{% live_component name %}{% endfor %}"""


def show(request: HttpRequest, names: str) -> HttpResponse:
    return HttpResponse(Template(SHOWN).render(RequestContext(request, {"names": names.split("+")})))


async def inside(request: HttpRequest) -> HttpResponse:
    return JsonResponse(look_inside())


def note(request: HttpRequest) -> HttpResponse:
    for topic, text in json.loads(request.body):
        write(topic, text)
    return HttpResponse()


urlpatterns = [
    path("page/<str:name>/", page),
    path("show/<str:names>/", show),
    path("inside/", inside),
    path("write/", note),
    path("components/<str:name>/", component_view, name="component_endpoint"),
]
app = ProtocolTypeRouter(
    {
        "http": ASGIStaticFilesHandler(get_asgi_application()),
        "websocket": URLRouter([path("ws/", ComponentConsumer.as_asgi())]),
    }
)
