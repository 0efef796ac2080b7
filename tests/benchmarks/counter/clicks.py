"""The requests: what a browser would send for one click, as a WSGI server would hand it to Django."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from itertools import count
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.core.wsgi import get_wsgi_application

from benchmarks.counter.scenarios import Scenario
from benchmarks.counter.site import HOST

Environ = dict[str, Any]
App = Callable[[Environ, Callable[..., Any]], Any]
STATE = re.compile(r'data-live-state="([^"]*)"')
KEY, SEQ = b"9f1c2b7a40d35e68", count(1)
BROWSER = {
    "HTTP_HOST": HOST,
    "HTTP_CONNECTION": "keep-alive",
    "HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "HTTP_ACCEPT": "*/*",
    "HTTP_ACCEPT_LANGUAGE": "en-GB,en;q=0.5",
    "HTTP_ACCEPT_ENCODING": "gzip, deflate, br, zstd",
    "HTTP_REFERER": f"http://{HOST}/page/",
    "HTTP_SEC_FETCH_DEST": "empty",
    "HTTP_SEC_FETCH_MODE": "cors",
    "HTTP_SEC_FETCH_SITE": "same-origin",
    "HTTP_PRIORITY": "u=0",
}


@dataclass(frozen=True)
class Reply:
    status: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Click:
    """One message to one address. It may be sent as often as one likes: the snapshot that it carries stays good.

    Each time it has a key of its own, or it would be answered from the store of replies.
    """

    path: str
    body: bytes
    cookies: dict[str, str]

    def environ(self) -> Environ:
        """A fresh one: Django reads its stream and writes into it."""
        body = self.body.replace(KEY, b"%s:%08d" % (KEY, next(SEQ)))
        given = {
            "HTTP_ORIGIN": f"http://{HOST}",
            "HTTP_X_CSRFTOKEN": self.cookies["csrftoken"],
            "HTTP_X_COMPONENT_REQUEST": "1",
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(body)),
        }
        return environ_of("POST", self.path, self.cookies, BytesIO(body)) | given


@dataclass(frozen=True)
class Clicks:
    """The same click on each of the three, and the application to send them to."""

    app: App
    component: Click
    by_hand: Click
    nothing: Click


def environ_of(method: str, path: str, cookies: dict[str, str], body: BytesIO) -> Environ:
    return {
        **BROWSER,
        "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "SCRIPT_NAME": "",
        "QUERY_STRING": "",
        "REMOTE_ADDR": "192.0.2.7",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": body,
        "wsgi.errors": None,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }


def clicks_of(scenario: Scenario) -> Clicks:
    """The page is loaded once; its CSRF cookie and its two snapshots are what the clicks carry."""
    app = get_wsgi_application()
    cookies = {"sessionid": _sign_in()} if scenario.is_signed_in else {}
    page = send(app, environ_of("GET", f"/page/{scenario.by_hand}/", cookies, BytesIO()))
    cookies["csrftoken"] = page.headers["Set-Cookie"].partition("csrftoken=")[2].partition(";")[0]
    ours, theirs = STATE.findall(page.body.decode())
    return Clicks(
        app,
        component=Click("/components/counter/", _message(ours), cookies),
        by_hand=Click(f"/by-hand/{scenario.by_hand}/", _message(theirs), cookies),
        nothing=Click("/nothing/", _message(ours), cookies),
    )


def _message(state: str) -> bytes:
    message = {
        "type": "component_event",
        "component": "counter",
        "component_id": "c-1",
        "event": "increment",
        "payload": {"amount": 2},
        "state": state,
        "key": KEY.decode(),
    }
    return json.dumps(message, separators=(",", ":")).encode()


def _sign_in() -> str:
    """A session's key, made as `django.contrib.auth.login` makes it."""
    user = get_user_model().objects.create_user("ada")
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def send(app: App, environ: Environ) -> Reply:
    """The application's reply, read to its end and closed, as a server does."""
    head: list[Any] = []
    response = app(environ, lambda status, headers: head.extend((status, headers)))
    body = b"".join(response)
    response.close()
    return Reply(head[0], dict(head[1]), body)
