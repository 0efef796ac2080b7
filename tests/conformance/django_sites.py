"""Django's views behind its test clients, with middleware and CSRF protection, and the consumer beside them."""

from collections.abc import Callable
from typing import Any

from anyio.from_thread import BlockingPortal
from asgiref.sync import async_to_sync
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import AsyncClient, Client
from django.urls import path
from django_site.urls import page

from component_framework.adapters.django_views import acomponent_view, component_view
from component_framework.adapters.django_websocket import ComponentConsumer
from conformance.site import Answer, Pairs
from conformance.socket_site import Sockets


class Views:
    """A URLconf with `view` as the endpoint."""

    def __init__(self, view: Callable[..., Any]) -> None:
        pages = path("page/<str:name>/", page)
        self.urlpatterns = [pages, path("components/<str:name>/", view, name="component_endpoint")]


SYNC_VIEW, ASYNC_VIEW = Views(component_view), Views(acomponent_view)


class Wsgi:
    def __init__(self) -> None:
        self.client: Any = Client(enforce_csrf_checks=True, raise_request_exception=False)

    def sign_in(self, username: str) -> None:
        self.client.force_login(get_user_model().objects.get_or_create(username=username)[0])

    def sign_out(self) -> None:
        token = self.client.cookies.get("csrftoken")
        self.client.logout()  # empties the cookie jar, which no browser does
        if token:
            self.client.cookies["csrftoken"] = token.value

    def get(self, path: str) -> Answer:
        return self._answer(self.request("get", path))

    def post_json(self, name: str, body: bytes) -> Answer:
        token = self.client.cookies.get("csrftoken")
        headers = {"X-Component-Request": "1", "X-CSRFToken": token.value if token else ""}
        url = f"/components/{name}/"
        return self._answer(self.request("post", url, body, content_type="application/json", headers=headers))

    def post_parts(self, name: str, pairs: Pairs) -> Answer:
        token = self.client.cookies.get("csrftoken")
        headers = {"X-Component-Request": "1", "X-CSRFToken": token.value if token else ""}
        return self._answer(self.request("post", f"/components/{name}/", _parts(pairs), headers=headers))

    def post_form(self, name: str, pairs: Pairs, *, page: str, is_htmx: bool) -> Answer:
        data = _parts(pairs)
        headers = {"Referer": f"http://testserver{page}", **({"HX-Request": "true"} if is_htmx else {})}
        return self._answer(self.request("post", f"/components/{name}/", data, headers=headers))

    def request(self, method: str, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = getattr(self.client, method)(*args, **kwargs)
        return response

    def _answer(self, response: HttpResponse) -> Answer:
        return Answer(response.status_code, response.headers, response.content.decode())


def _parts(pairs: Pairs) -> dict[str, list[Any]]:
    data: dict[str, list[Any]] = {}
    for field, value in pairs:
        is_text = isinstance(value, str)
        part = value if is_text else SimpleUploadedFile(value.name, value.read(), value.content_type)
        data.setdefault(field, []).append(part)
    return data


class Asgi(Wsgi):
    def __init__(self) -> None:
        self.client = AsyncClient(enforce_csrf_checks=True, raise_request_exception=False)

    def request(self, method: str, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = async_to_sync(getattr(self.client, method))(*args, **kwargs)
        return response


class ChannelsSocket(Sockets, Wsgi):
    """The pages by WSGI, their messages over the consumer."""

    def __init__(self, portal: BlockingPortal) -> None:
        Wsgi.__init__(self)
        Sockets.__init__(self, ComponentConsumer.as_asgi(), portal)

    def headers(self) -> dict[str, str]:
        return {"Cookie": self.client.cookies.output(header="", attrs=[], sep=";")}
