"""The counter without component-framework: one Django view, as a careful developer writes it for this one use.

What it shares with the component: the middleware with its CSRF check, the bytes of the message, the template and
Django's engine, the members of the answer. What it checks itself: the method, the content type, that the body is the
message it knows, the type and the size of the argument, and the state's signature, purpose, owner, id and age.

Where there is a choice it takes the quicker one, so that the comparison never flatters the framework: one MAC under a
key made at import instead of `django.core.signing` (which `DJANGO_SIGNING` is for), string replacement instead of
template variables for the root's attributes. It gives up what a general view cannot: other events, batches, form
posts, HTMX, several keys, permissions, hooks, errors beside their fields, duplicate names and depth in the JSON.
"""

import hashlib
import hmac
import json
import re
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from typing import Any, NamedTuple

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

PURPOSE = "counter by hand"
KEY = hmac.digest(settings.SECRET_KEY.encode(), PURPOSE.encode(), "sha256")
MAX_AGE_S = 24 * 60 * 60
LARGEST = 2**63 - 1
ID = re.compile(r"[A-Za-z][\w.:-]{0,63}", re.ASCII)


class Refused(Exception):  # noqa: N818  # an answer, not a fault
    def __init__(self, status: int, code: str) -> None:
        self.status, self.code = status, code


class Seal(NamedTuple):
    sign: Callable[[dict[str, Any]], str]
    verify: Callable[[str], dict[str, Any]]


def sign(content: dict[str, Any]) -> str:
    data = urlsafe_b64encode(json.dumps(content, separators=(",", ":")).encode())
    return f"{data.decode()}.{_mac(data)}"


def verify(text: str) -> dict[str, Any]:
    data, _, mac = text.encode("utf-8", "replace").rpartition(b".")
    if not hmac.compare_digest(_mac(data).encode(), mac):
        raise Refused(400, "bad_snapshot")
    content: dict[str, Any] = json.loads(urlsafe_b64decode(data))
    return content


def _mac(data: bytes) -> str:
    return urlsafe_b64encode(hashlib.blake2b(data, key=KEY, digest_size=32).digest()).decode()


def sign_as_django(content: dict[str, Any]) -> str:
    return signing.dumps(content, salt=PURPOSE)


def verify_as_django(text: str) -> dict[str, Any]:
    try:
        content: dict[str, Any] = signing.loads(text, salt=PURPOSE, max_age=MAX_AGE_S)
    except signing.BadSignature:
        raise Refused(400, "bad_snapshot") from None
    return content


PLAIN = Seal(sign, verify)
DJANGO_SIGNING = Seal(sign_as_django, verify_as_django)


def counter_event(request: HttpRequest, seal: Seal = PLAIN) -> HttpResponse:
    """The answer to one click. Wrapped in `transaction.atomic` where the comparison says so (site.py)."""
    try:
        message = read(request)
        owner = owner_of(request)
        component_id, count = opened(message, owner, seal)
        amount = amount_of(message)
    except Refused as refused:
        return JsonResponse({"type": "error", "code": refused.code}, status=refused.status)
    count = change(count, amount)
    state = sealed(component_id, owner, count, seal)
    return answer(message, component_id, render(component_id, count, state), state)


def read(request: HttpRequest) -> dict[str, Any]:
    if request.method != "POST":
        raise Refused(405, "method")
    if request.content_type != "application/json":
        raise Refused(415, "media_type")
    try:
        message = json.loads(request.body)  # Django holds it to DATA_UPLOAD_MAX_MEMORY_SIZE
    except (ValueError, RecursionError):
        raise Refused(400, "bad_request") from None
    if type(message) is not dict or message.get("type") != "component_event" or message.get("component") != "counter":
        raise Refused(400, "bad_request")
    if message.get("event") != "increment":
        raise Refused(404, "unknown_event")
    return message


def owner_of(request: HttpRequest) -> str:
    if request.user.is_authenticated:
        return f"user:{request.user.pk}"
    if request.session.session_key:
        return "session:" + hashlib.sha256(request.session.session_key.encode()).hexdigest()[:32]
    return ""


def opened(message: dict[str, Any], owner: str, seal: Seal) -> tuple[str, int]:
    if type(message.get("state")) is not str:
        raise Refused(400, "bad_snapshot")
    content = seal.verify(message["state"])
    if (content["purpose"], content["id"], content["owner"]) != ("counter", message.get("component_id"), owner):
        raise Refused(400, "bad_snapshot")
    if time.time() - content["at"] > MAX_AGE_S:
        raise Refused(410, "stale_snapshot")
    return content["id"], content["count"]


def amount_of(message: dict[str, Any]) -> int:
    payload = message.get("payload", {})
    if type(payload) is not dict or payload.keys() - {"amount"}:
        raise Refused(422, "invalid")
    amount = payload.get("amount", 1)
    if type(amount) is not int or not -LARGEST <= amount <= LARGEST:
        raise Refused(422, "invalid")
    return amount


def change(count: int, amount: int) -> int:
    return count + amount


def render(component_id: str, count: int, state: str) -> str:
    markup = render_to_string("components/counter.html", {"count": count})
    root = f'<section id="{component_id}" data-live="counter" data-live-url="/by-hand/" data-live-state="{state}"'
    return markup.replace("<section", root, 1)  # all four are safe: the id was checked when it was signed


def sealed(component_id: str, owner: str, count: int, seal: Seal) -> str:
    return seal.sign({"id": component_id, "owner": owner, "count": count, "purpose": "counter", "at": int(time.time())})


def answer(message: dict[str, Any], component_id: str, html: str, state: str) -> HttpResponse:
    update = {
        "type": "component_update",
        "component_id": component_id,
        "html": html,
        "state": state,
        "key": message.get("key"),
        "effects": [],
    }
    return JsonResponse(update, headers={"Cache-Control": "no-store"})


def first_render(request: HttpRequest, component_id: str, seal: Seal = PLAIN) -> str:
    """The counter's HTML for a page, at 0."""
    if not ID.fullmatch(component_id):
        raise ValueError(component_id)
    return render(component_id, 0, sealed(component_id, owner_of(request), 0, seal))
