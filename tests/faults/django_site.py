"""The Django site under test: `daphne faults.django_site:app`, or under uvicorn."""

import json
import os
from datetime import UTC, datetime
from typing import Any

import django
from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler
from django.core.asgi import get_asgi_application
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template import RequestContext, Template
from django.urls import path

settings.configure(
    SECRET_KEY=os.environ["COMPONENT_SECRET_KEYS"],
    ALLOWED_HOSTS=["127.0.0.1"],
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.staticfiles",
        "component_framework",
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    LOGIN_URL="/door/",
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

from django.contrib.auth import get_user_model, login, logout  # noqa: E402
from django.contrib.auth.decorators import login_required  # noqa: E402
from django.contrib.sessions.models import Session  # noqa: E402
from django.core.management import call_command  # noqa: E402

from component_framework.adapters.django_model import DjangoModelComponent  # noqa: E402
from component_framework.adapters.django_views import component_view  # noqa: E402
from component_framework.adapters.django_views.show import show_component  # noqa: E402
from component_framework.adapters.django_websocket import ComponentConsumer  # noqa: E402
from component_framework.core import registry  # noqa: E402
from component_framework.core.children import Wanted  # noqa: E402
from faults.components import ENTRY, Markup, write  # noqa: E402
from faults.inside import look_inside  # noqa: E402


def page(request: HttpRequest, name: str) -> HttpResponse:
    return HttpResponse(show_component(request, Wanted(name, json.loads(request.GET["params"]))))


SHOWN = """{% load components %}<!doctype html><title>{{ names }}</title>{% component_js %}
{% for name in names %}{% live_component name key=forloop.counter %}{% endfor %}"""


def show(request: HttpRequest, names: str) -> HttpResponse:
    return HttpResponse(Template(SHOWN).render(RequestContext(request, {"names": names.split("+")})))


@registry.register("person")
class Person(DjangoModelComponent):
    renderer = Markup()
    model = get_user_model()
    watches = [model]

    def get_context(self) -> dict[str, Any]:
        return {"html": ENTRY.replace("{name}", self.instance.username)}

    def on_touch(self) -> None: ...

    def on_fail(self) -> None:
        raise Http404


def row(request: HttpRequest, pk: int) -> HttpResponse:
    shown = "{% load components %}<!doctype html>{% component_js %}{% live_component 'person' pk=pk %}"
    return HttpResponse(Template(shown).render(RequestContext(request, {"pk": pk})))


def change(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    call_command("migrate", verbosity=0)
    if what == "add":
        get_user_model().objects.create(pk=pk, username=f"row {pk}")
    else:
        get_user_model().objects.get(pk=pk).delete()
    return HttpResponse()


def door(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<!doctype html><title>door</title><h1>Please sign in</h1>")


def sign_in(request: HttpRequest) -> HttpResponse:
    call_command("migrate", verbosity=0)
    login(request, get_user_model().objects.get_or_create(username="ada")[0])
    return HttpResponse()


def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return HttpResponse()


def end_sessions(request: HttpRequest, how: str) -> HttpResponse:
    """As time does, or whoever administers the site: nobody is told."""
    if how == "expired":
        Session.objects.update(expire_date=datetime(2001, 1, 1, tzinfo=UTC))
    else:
        Session.objects.all().delete()
    return HttpResponse()


async def inside(request: HttpRequest) -> HttpResponse:
    return JsonResponse(look_inside())


def note(request: HttpRequest) -> HttpResponse:
    for topic, text in json.loads(request.body):
        write(topic, text)
    return HttpResponse()


urlpatterns = [
    path("page/<str:name>/", page),
    path("show/<str:names>/", show),
    path("row/<int:pk>/", row),
    path("row/<int:pk>/<str:what>/", change),
    path("private/<str:names>/", login_required(show)),
    path("door/", door),
    path("sign-in/", sign_in),
    path("sign-out/", sign_out),
    path("sessions/<str:how>/", end_sessions),
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
