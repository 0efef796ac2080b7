"""The real Django view, with middleware and CSRF protection."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import get_user_model
from django.http import HttpResponse
from django.test import Client, override_settings

from attacks.target import Answer, Shown, shown_in
from component_framework.adapters.django_views.host import django_host
from component_framework.core import ComponentSettings


class DjangoTarget:
    trusts_our_header = False

    def __init__(self) -> None:
        self._client = Client(enforce_csrf_checks=True, raise_request_exception=False)

    @property
    def settings(self) -> ComponentSettings:
        return django_host().settings

    def show(self, name: str, **params: Any) -> Shown:
        return shown_in(self.page(name, params), name)

    def page(self, name: str, params: Mapping[str, Any], *, query: str = "") -> Answer:
        given = urlencode({"params": json.dumps(params)})
        return _answer(self._client.get(f"/page/{name}/?{given}&{query}"))

    def post(
        self, name: str, body: bytes, *, media_type: str = "application/json", headers: Mapping[str, str] | None = None
    ) -> Answer:
        token = self._client.cookies.get("csrftoken")
        own = {"X-Component-Request": "1", "X-CSRFToken": token.value if token else ""}
        return self.post_from_elsewhere(name, body, media_type=media_type, headers=own | dict(headers or {}))

    def post_from_elsewhere(self, name: str, body: bytes, *, media_type: str, headers: Mapping[str, str]) -> Answer:
        sent = self._client.post(f"/components/{name}/", body, content_type=media_type, headers=dict(headers))
        return _answer(sent)

    def request(self, method: str, name: str) -> Answer:
        return _answer(self._client.generic(method, f"/components/{name}/"))

    def sign_in(self, name: str) -> None:
        self._client.force_login(get_user_model().objects.get_or_create(username=name)[0])

    def sign_out(self) -> None:
        self._client.logout()

    @contextmanager
    def configured(self, **settings: Any) -> Iterator[None]:
        with override_settings(COMPONENT_FRAMEWORK=settings):
            yield


def _answer(response: HttpResponse) -> Answer:
    return Answer(response.status_code, response.headers, response.content)
