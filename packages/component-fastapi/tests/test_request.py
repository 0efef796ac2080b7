"""What a request must be like to be read at all, and how it is read."""

import gzip
import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from pydantic import BaseModel

from component_framework.core import Component, ComponentRegistry, ComponentSettings, FormComponent, Upload

EVIL = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
NO_BROWSER = {"Sec-Fetch-Site": None, "X-Component-Request": None}


def message(shown: Any, **members: Any) -> str:
    known = {"type": "component_event", "component": shown.name, "component_id": shown.id, "state": shown.state}
    return json.dumps({**known, "event": "increment", **members})


def post(browser: Any, shown: Any, headers: dict[str, str | None], *, media_type: str = JSON) -> tuple[int, str]:
    """Status and code for an honest message with these headers laid over a browser's; None leaves one out."""
    given = {"Sec-Fetch-Site": "same-origin", "X-Component-Request": "1", **headers, "Content-Type": media_type}
    sent = {name: value.encode("latin-1") for name, value in given.items() if value is not None}
    answer = browser.client.post(shown.url, content=message(shown), headers=sent)
    return answer.status_code, answer.json().get("code", "")


FORBIDDEN, MEDIA_TYPE, DONE = (403, "forbidden"), (415, "media_type"), (200, "")


@pytest.mark.parametrize(
    ("headers", "verdict"),
    [
        ({}, DONE),
        ({"Sec-Fetch-Site": "none"}, DONE),
        ({"Sec-Fetch-Site": "cross-site"}, FORBIDDEN),
        ({"Sec-Fetch-Site": "same-site"}, FORBIDDEN),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"}, FORBIDDEN),
        ({"Sec-Fetch-Site": None, "Origin": "http://testserver"}, DONE),
        ({"Sec-Fetch-Site": None, "Origin": "https://evil.example"}, FORBIDDEN),
        ({"Sec-Fetch-Site": None, "Origin": "http://testserver.evil.example"}, FORBIDDEN),
        ({"Sec-Fetch-Site": None, "Origin": "http://testserver:81"}, FORBIDDEN),
        ({"Sec-Fetch-Site": None, "Origin": "http://[evil"}, FORBIDDEN),
        pytest.param({"Sec-Fetch-Site": None, "Origin": "null"}, FORBIDDEN, id="E05"),
        pytest.param({"Sec-Fetch-Site": None}, DONE, id="E06-with-header"),
        pytest.param(NO_BROWSER, FORBIDDEN, id="E06-without-header"),
        ({"X-Component-Request": None}, FORBIDDEN),
        ({"X-Component-Request": ""}, FORBIDDEN),
    ],
)
def test_only_pages_of_this_site_may_post(headers: Any, verdict: tuple[int, str], browser: Any) -> None:
    assert post(browser, browser.open(), headers) == verdict


def test_json_as_text_from_another_site_is_forbidden(browser: Any) -> None:
    """E02: what `fetch(…, {mode: "no-cors"})` can send from anywhere."""
    headers = {**EVIL, "X-Component-Request": None}
    assert post(browser, browser.open(), headers, media_type="text/plain") == FORBIDDEN


@pytest.mark.parametrize(
    "media_type",
    ["text/plain; x=application/json", "application/json\u00a0", "application/jsonp", "text/json", "", "json"],
)
def test_the_media_type_is_exact(media_type: str, browser: Any) -> None:
    """E03."""
    assert post(browser, browser.open(), {}, media_type=media_type) == MEDIA_TYPE


@pytest.mark.parametrize("media_type", [JSON, "Application/JSON", 'application/json; charset="UTF-8"'])
def test_json_may_say_its_encoding(media_type: str, browser: Any) -> None:
    assert post(browser, browser.open(), {}, media_type=media_type) == DONE


def test_a_packed_body_is_not_unpacked(browser: Any) -> None:
    shown = browser.open()
    packed = gzip.compress(message(shown).encode())
    answer = browser.post(shown.url, packed, headers={"Content-Encoding": "gzip"})
    assert (answer.status_code, answer.json()["code"]) == (415, "media_type")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'{"type": "component_event", "type": "x"}', b"\xff"])
def test_what_is_no_message_is_told_so(body: bytes, browser: Any) -> None:
    answer = browser.post("/components/counter", body)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")


class Body:
    """A body without announced length, which counts how much of it was taken."""

    def __init__(self, part: bytes, parts: int) -> None:
        self._part, self._parts, self.taken = part, parts, 0

    def __iter__(self) -> Iterator[bytes]:
        for _ in range(self._parts):
            self.taken += 1
            yield self._part


@pytest.fixture
def small(counter: Any, make_app: Any, make_browser: Any, settings: ComponentSettings) -> Any:
    """In front of an app that takes 1,000 bytes."""
    return make_browser(make_app(settings=ComponentSettings(keys=settings.keys, rate_per_s=0, max_body_bytes=1000)))


@pytest.mark.parametrize("media_type", [JSON, FORM, "multipart/form-data; boundary=x"])
def test_a_body_announced_over_the_limit_is_refused(media_type: str, small: Any) -> None:
    answer = small.post("/components/counter", b"x" * 1001, media_type=media_type)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


async def test_reading_stops_where_the_body_passes_the_limit(small: Any) -> None:
    """Without Content-Length; the body would go on for ever."""
    taken, sent = [], []

    async def receive() -> dict[str, Any]:
        taken.append(1)
        return {"type": "http.request", "body": b"x" * 400, "more_body": True}

    async def send(part: dict[str, Any]) -> None:
        sent.append(part)

    await small.client.app(scope(transfer_encoding="chunked"), receive, send)
    assert (sent[0]["status"], json.loads(sent[1]["body"])["code"], len(taken)) == (413, "too_large", 3)


async def test_who_leaves_before_the_end_of_the_body_is_no_error_of_the_apps(small: Any) -> None:
    sent = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(part: dict[str, Any]) -> None:
        sent.append(part)

    await small.client.app(scope(), receive, send)
    assert sent[0]["status"] == 400


def scope(**headers: str) -> dict[str, Any]:
    known = {"content_type": JSON, "x_component_request": "1", "host": "testserver", **headers}
    return {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/components/counter",
        "raw_path": b"/components/counter",
        "query_string": b"",
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in known.items()],
        "client": ("1.2.3.4", 5),
        "server": ("testserver", 80),
    }


@pytest.fixture
def form(registry: ComponentRegistry, browser: Any) -> Any:
    """A component with a handler that takes texts."""

    @registry.register("form")
    class Form(Component):
        seen: list[str] = []
        title: str = ""

        def on_save(self, title: str, tags: list[str]) -> None:
            self.title, self.seen = title, tags

    return browser.open("/page/form")


HTMX = {"HX-Request": "true"}


def sent_as(browser: Any, shown: Any, encoding: str, pairs: list[tuple[str, str]]) -> Any:
    if encoding == "multipart":
        files = [(name, (None, text)) for name, text in [("live-state", shown.state), *pairs]]
        return browser.client.post(shown.url, files=files, headers={"Sec-Fetch-Site": "same-origin", **HTMX})
    data: dict[str, Any] = {"live-state": shown.state}
    for name, text in pairs:
        data.setdefault(name, []).append(text)
    return browser.client.post(shown.url, data=data, headers={"Sec-Fetch-Site": "same-origin", **HTMX})


@pytest.mark.parametrize("encoding", ["urlencoded", "multipart"])
def test_forms_are_read_with_repeated_names_and_any_letters(encoding: str, form: Any, browser: Any) -> None:
    pairs = [("live-event", "save"), ("title", "Größe & ☃"), ("tags", "a"), ("tags", ""), ("tags", "b")]
    answer = sent_as(browser, form, encoding, pairs)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert json.dumps(["a", "", "b"]).replace('"', "&quot;") in answer.text
    assert "Gr\\u00f6\\u00dfe &amp; \\u2603" in answer.text


def test_an_invalid_form_comes_back_to_htmx_with_its_errors(form: Any, browser: Any) -> None:
    answer = sent_as(browser, form, "urlencoded", [("live-event", "save"), ("title", "x")])
    assert answer.status_code == 200
    assert "&quot;tags&quot;: [" in answer.text


def test_a_file_is_refused_by_name(form: Any, browser: Any) -> None:
    answer = browser.client.post(
        form.url,
        data={"live-state": form.state, "live-event": "save"},
        files={"picture": ("a.png", b"\x89PNG" * 10, "image/png")},
        headers={"Sec-Fetch-Site": "same-origin", "X-Component-Request": "1"},
    )
    assert (answer.status_code, answer.json()["errors"]) == (422, {"picture": ["No file is expected here"]})


PART = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n'


@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        ("multipart/form-data", PART),
        ("multipart/form-data; boundary=x", b"no boundary here"),
        ("multipart/form-data; boundary=x", b"--x\r\nno header\r\n\r\n1\r\n--x--\r\n"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--\r\n"),
        ("multipart/form-data; boundary=x", (PART + b"1\r\n") * 1001 + b"--x--\r\n"),
        ("multipart/form-data; boundary=x; charset=undefined", PART + b"1\r\n--x--\r\n"),
    ],
)
def test_a_multipart_body_that_is_none_is_told_so(media_type: str, body: bytes, browser: Any) -> None:
    answer = browser.post("/components/counter", body, media_type=media_type)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")


def test_a_plain_form_is_led_back_to_its_page_which_shows_the_outcome_once(form: Any, browser: Any) -> None:
    answer = browser.submit(form, **{"live-event": "save", "title": "Milk", "tags": "a"})
    place = answer.headers["location"]
    assert (answer.status_code, place.partition("=")[0]) == (303, "/page/form?live")
    assert "Milk" in browser.client.get(place).text
    assert "Milk" not in browser.client.get(place).text
    assert "Milk" not in browser.client.get("/page/form").text


def test_a_refused_plain_form_is_led_back_to_its_page_with_the_errors(form: Any, browser: Any) -> None:
    answer = browser.submit(form, **{"live-event": "save", "title": "Milk"})
    assert answer.status_code == 303
    assert "&quot;tags&quot;: [" in browser.client.get(answer.headers["location"]).text


def test_another_visitor_does_not_see_the_outcome(
    registry: ComponentRegistry, counter: Any, make_app: Any, make_browser: Any
) -> None:
    user: list[Any] = ["alice"]
    browser = make_browser(make_app(identity=lambda: user[0]))
    place = browser.submit(browser.open(), **{"live-event": "increment"}).headers["location"]
    user[0] = "bob"
    assert "{&quot;count&quot;: 0}" in browser.client.get(place).text
    user[0] = "alice"
    assert "{&quot;count&quot;: 1}" in browser.client.get(place).text


@pytest.mark.parametrize(
    "referer", ["https://evil.example/page/form", "https://testserver/page/form", "//testserver/page/form", "http://["]
)
def test_a_plain_form_from_elsewhere_is_led_nowhere(referer: str, form: Any, browser: Any) -> None:
    pairs = {"live-event": "save", "title": "x", "tags": "a"}
    answer = browser.submit(form, headers={"Referer": referer}, **pairs)
    assert (answer.status_code, answer.headers.get("location")) == (200, None)


def test_behind_a_proxy_a_plain_form_is_led_back_below_the_root_path(
    counter: Any, make_app: Any, make_browser: Any
) -> None:
    browser = make_browser(make_app(), root_path="/site")
    shown = browser.open("/site/page/counter")
    referer = {"Referer": "http://testserver/site/page/counter?a=b"}
    answer = browser.submit(shown, headers=referer, **{"live-event": "increment"})
    assert answer.headers["location"].startswith("/site/page/counter?a=b&live=")


def test_a_plain_form_needs_no_header_but_a_page_of_this_site(form: Any, browser: Any) -> None:
    answer = browser.submit(form, headers=EVIL, **{"live-event": "save"})
    assert (answer.status_code, answer.text) == (403, "this is not allowed")


def test_the_body_is_read_after_other_middleware_has(
    counter: Any, options: Any, make_app: Any, make_browser: Any
) -> None:
    app: FastAPI = make_app()

    @app.middleware("http")
    async def peek(request: Any, proceed: Any) -> Any:
        await request.body()
        return await proceed(request)

    browser = make_browser(app)
    assert browser.send(browser.open(), event="increment").status_code == 200


class Papers(BaseModel):
    paper: Upload


def chunks(shown: Any, *, pieces: int) -> Iterator[bytes]:
    """A message with a file of that many pieces of 64 KiB, whose length nobody announces."""
    head = '--x\r\nContent-Disposition: form-data; name="live-message"\r\n\r\n'
    yield (head + message(shown, event="submit") + "\r\n").encode()
    yield b'--x\r\nContent-Disposition: form-data; name="0.paper"; filename="a.pdf"\r\n\r\n'
    yield from [b"x" * 64 * 1024] * pieces
    yield b"\r\n--x--\r\n"


@pytest.mark.parametrize(("pieces", "status"), [(1, 200), (100, 200), (161, 413)])
def test_a_file_is_read_in_pieces_up_to_the_limit_and_closed(
    pieces: int, status: int, registry: ComponentRegistry, browser: Any
) -> None:
    """G06: larger files lie on the disk meanwhile; one that stayed open would be a warning, which is an error."""
    files: list[Any] = []

    @registry.register("papers")
    class PaperForm(FormComponent):
        schema = Papers

        def on_submit(self) -> None:
            file = self.validated_data["paper"].file
            files.append((file, len(file.read())))

    shown = browser.open("/page/papers")
    headers = {"Content-Type": "multipart/form-data; boundary=x", "X-Component-Request": "1"}
    answer = browser.client.post(shown.url, content=chunks(shown, pieces=pieces), headers=headers)
    assert answer.status_code == status
    assert [(file.closed, size) for file, size in files] == ([(True, pieces * 64 * 1024)] if status == 200 else [])


def test_a_control_in_which_nothing_was_chosen_sends_no_file(form: Any, browser: Any) -> None:
    body = f'--x\r\nContent-Disposition: form-data; name="live-state"\r\n\r\n{form.state}\r\n'
    body += '--x\r\nContent-Disposition: form-data; name="title"; filename=""\r\n\r\n\r\n--x--\r\n'
    headers = {"Content-Type": "multipart/form-data; boundary=x", "X-Component-Request": "1"}
    assert browser.client.post(form.url, content=body, headers=headers).status_code == 200
