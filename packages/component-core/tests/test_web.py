"""One HTTP post, from its parsed body to the answer."""

import dataclasses
import json
import secrets
from collections.abc import Callable
from typing import Any

import pytest

from component_framework.core import (
    BusyError,
    Component,
    ComponentSettings,
    ConflictError,
    Identity,
    MemoryReplyStore,
    NotFoundError,
    RefusedSaveError,
    TooManyError,
    signed_in,
)
from component_framework.core.errors import ContendedError
from component_framework.core.flow import Flow
from component_framework.core.host import Host
from component_framework.core.http import Answer
from component_framework.core.outcomes import take_outcome
from component_framework.core.web import Post, respond

NOBODY, ALICE = Identity(), Identity(user="alice", audience="user:1")
VISITOR = Identity(audience="session:1")


class Counter(Component):
    count: int = 0

    def on_increment(self, amount: int = 1) -> None:
        self.count += amount

    def on_leave(self) -> None:
        self.emit("left")
        self.redirect("/größe/")

    def on_export(self) -> None:
        self.download_file("count.txt", str(self.count))
        self.download("/export/")

    def on_export_and_leave(self) -> None:
        self.download("/export/")
        self.redirect("/thanks/")

    def on_fail(self) -> None:
        raise ValueError("password=hunter2")


class Saver(Counter):
    def on_lose(self) -> None:
        self.count = 99
        raise ConflictError(mine={"count": 5})

    def on_lose_all(self) -> None:
        raise ConflictError("somebody was quicker")

    def on_refuse(self) -> None:
        raise RefusedSaveError({"count": ["Too many"]}, {"count": 5})


class Private(Counter):
    permissions = [signed_in]


class AsyncCounter(Counter):
    async def mount(self) -> None: ...


class Asks(Counter):
    """Does to the query of its page what a mirrored field would."""

    def on_increment(self, amount: int = 1) -> None:
        self._effects.append({"type": "query", "params": {"n": [str(amount)], "live": None}, "replace": False})


@pytest.fixture
def template(renderer: Any) -> None:
    renderer.pages["components/counter.html"] = lambda context: f"<p>{context['count']} {context['errors']}</p>"


@pytest.fixture
def post(browser: Any, drive: Callable[..., Any], template: None) -> Callable[..., Answer]:
    """`post(cls, kind=…, page=…, **members)` shows the component and posts one message to it."""

    def once(
        cls: Any = Counter, *, kind: Any = "json", page: str = "/page/", identity: Any = NOBODY, **members: Any
    ) -> Any:
        shown = browser.show(cls, identity=members.pop("shown_to", identity))
        body: Any = json.dumps({"type": "component_event", **shown, **members}).encode()
        if kind != "json":
            texts = {"live-state": shown["state"], **{name.replace("_", "-"): text for name, text in members.items()}}
            body = list(texts.items())
        made = Post(name=shown["component"], kind=kind, body=body, page=page, identity=identity)
        return drive(respond(made, browser.host, perform))

    return once


performed: list[type[Component]] = []


def perform(work: Callable[[], Flow[Any]], cls: type[Component]) -> Flow[Any]:
    performed.append(cls)
    return work()


def test_json_is_answered_by_json(post: Any) -> None:
    answer = post(event="increment", key="run:1")
    assert (answer.status, json.loads(answer.body)["key"]) == (200, "run:1")
    assert "1 {}</p>" in json.loads(answer.body)["html"]


def test_htmx_is_answered_by_the_fragment_and_effects_in_headers(post: Any) -> None:
    answer = post(kind="htmx", live_event="leave")
    assert (answer.status, answer.body[:6]) == (200, "<p id=")
    assert (answer.headers["HX-Redirect"], answer.headers["HX-Trigger"]) == ("/gr%C3%B6%C3%9Fe/", '{"left": null}')


def test_a_plain_form_leads_back_to_its_page_which_shows_the_outcome_once(post: Any, browser: Any) -> None:
    answer = post(kind="page", page="/page/?a=b", live_event="increment", amount="5")
    page, _, handle = answer.headers["Location"].partition("&live=")
    assert (answer.status, page) == (303, "/page/?a=b")
    outcome = take_outcome(handle, NOBODY, store=browser.host.outcomes, settings=browser.host.settings)
    assert outcome is not None
    assert (outcome.component, outcome.key) == ("counter", "")
    assert outcome.html.endswith(">5 {}</p>")


def test_a_plain_form_follows_a_redirect(post: Any) -> None:
    answer = post(kind="page", live_event="leave")
    assert (answer.status, answer.headers["Location"]) == (303, "/gr%C3%B6%C3%9Fe/")


def test_a_plain_form_leads_to_a_download_unless_the_handler_said_where_to(post: Any) -> None:
    assert post(kind="page", live_event="export").headers["Location"] == "/export/"
    assert post(kind="page", live_event="export_and_leave").headers["Location"] == "/thanks/"


def test_a_plain_form_leads_back_to_the_page_with_its_new_query(post: Any) -> None:
    answer = post(Asks, kind="page", page="/page/?n=1&q=x", live_event="increment", amount="5")
    assert answer.headers["Location"].startswith("/page/?q=x&n=5&live=")


def test_without_a_page_there_is_no_query_to_change(post: Any) -> None:
    assert post(Asks, kind="page", page="", live_event="increment").status == 200


def test_htmx_is_told_the_pages_new_address(post: Any) -> None:
    answer = post(Asks, kind="htmx", page="/page/?n=1&q=x", live_event="increment")
    assert answer.headers["HX-Push-Url"] == "/page/?q=x&n=1"


def test_without_a_page_to_go_back_to_a_plain_form_gets_the_fragment(post: Any) -> None:
    answer = post(kind="page", page="", live_event="increment")
    assert (answer.status, answer.content_type) == (200, "text/html; charset=utf-8")


def test_invalid_json_is_an_error_with_reasons(post: Any) -> None:
    answer = post(event="increment", payload={"amount": "x"})
    assert answer.status == 422
    assert list(json.loads(answer.body)["errors"]) == ["amount"]


@pytest.mark.parametrize(("kind", "page", "status"), [("htmx", "/page/", 200), ("page", "", 422)])
def test_an_invalid_form_is_shown_again_with_its_errors(kind: str, page: str, status: int, post: Any) -> None:
    answer = post(kind=kind, page=page, live_event="increment", amount="x")
    assert answer.status == status
    assert "0 {'amount': [" in answer.body


def test_an_invalid_plain_form_leads_back_to_its_page(post: Any, browser: Any) -> None:
    answer = post(kind="page", live_event="increment", amount="x")
    handle = answer.headers["Location"].partition("live=")[2]
    outcome = take_outcome(handle, NOBODY, store=browser.host.outcomes, settings=browser.host.settings)
    assert outcome is not None
    assert "{'amount': [" in outcome.html


def test_a_first_render_that_is_invalid_has_nothing_to_show_again(browser: Any, drive: Any) -> None:
    class Open(Counter):
        mountable = True

    browser.show(Open)
    post = Post(name="open", kind="htmx", body=[("count", "5")], page="", identity=NOBODY)
    assert drive(respond(post, browser.host, perform)).status == 400


@pytest.mark.parametrize("kind", ["json", "htmx", "page"])
def test_a_users_exception_passes_through(kind: Any, post: Any) -> None:
    members = {"event": "fail"} if kind == "json" else {"live_event": "fail"}
    with pytest.raises(ValueError, match=r"^password=hunter2$"):
        post(kind=kind, **members)


@pytest.mark.parametrize(
    ("members", "status", "code"),
    [
        ({"state": "forged"}, 400, "bad_snapshot"),
        ({"event": "explode"}, 404, "unknown_event"),
        ({"component": "other"}, 400, "bad_request"),
        ({"extra": 1}, 422, "invalid"),
        ({"calls": [{}] * 51}, 413, "too_many_calls"),
        ({"component_id": "c-other"}, 400, "bad_snapshot"),
        ({"payload": {"amount": "x" * 1_100_000}}, 413, "too_large"),
    ],
)
def test_a_clients_mistake_is_an_answer(members: dict[str, Any], status: int, code: str, post: Any) -> None:
    answer = post(**members)
    assert (answer.status, json.loads(answer.body)["code"]) == (status, code)


def test_an_unknown_component_is_an_answer(browser: Any, drive: Any) -> None:
    post = Post(name="nothing", kind="json", body=b'{"type": "component_event"}', page="", identity=NOBODY)
    assert drive(respond(post, browser.host, perform)).status == 404


@pytest.mark.parametrize(
    ("kind", "status", "header", "value"),
    [
        ("json", 410, "Cache-Control", "no-store"),
        ("htmx", 204, "HX-Refresh", "true"),
        ("page", 303, "Location", "/page/"),
    ],
)
def test_who_is_late_gets_a_fresh_page(kind: str, status: int, header: str, value: str, post: Any) -> None:
    answer = post(kind=kind, identity=ALICE, shown_to=NOBODY)
    assert (answer.status, answer.headers[header]) == (status, value)


def test_who_is_late_and_came_from_nowhere_is_told(post: Any) -> None:
    assert post(kind="page", page="", identity=ALICE, shown_to=NOBODY).status == 410


def test_who_is_signed_out_is_led_to_sign_in_and_back(post: Any, browser: Any) -> None:
    browser.host = dataclasses.replace(browser.host, sign_in_url="/login/?next={}".format)
    answer = post(Private, kind="page", shown_to=ALICE)
    assert (answer.status, answer.headers["Location"]) == (303, "/login/?next=/page/")


@pytest.fixture
def limited(host: Host) -> Host:
    """The host with limits that no other test has used."""
    settings = ComponentSettings(
        keys=host.settings.keys,
        app=secrets.token_hex(),
        rate_per_s=0.1,
        rate_burst=4,
        bad_snapshots_per_minute=1,
        bad_snapshots_burst=2,
    )
    return dataclasses.replace(host, settings=settings)


def test_the_rate_limit_comes_first_and_counts_by_caller(drive: Any, limited: Host) -> None:
    def send(caller: str) -> Any:
        post = Post(name="nothing", kind="json", body=b"not json", page="", identity=Identity(caller=caller))
        return drive(respond(post, limited, perform))

    assert [send("a").status for _ in range(5)] == [400, 400, 400, 400, 429]
    assert int(send("a").headers["Retry-After"]) in range(1, 11)
    assert send("b").status == 400


def test_who_keeps_forging_snapshots_is_refused_sooner(drive: Any, limited: Host) -> None:
    limited.registry.register("counter")(Counter)

    def send(state: str) -> Any:
        body = [("live-state", state)]
        post = Post(name="counter", kind="htmx", body=body, page="", identity=Identity(caller="a"))
        return drive(respond(post, limited, perform)).status

    stale = "cf1.00000000.p.eA.x"  # of a key that is gone: 204 tells htmx to refresh, and it does not count
    assert [send(state) for state in (stale, "forged", "forged", "forged")] == [204, 400, 400, 429]


@pytest.fixture
def saver(renderer: Any) -> type[Component]:
    renderer.pages["components/saver.html"] = lambda context: f"<p>{context['count']} {context['errors']}</p>"
    return Saver


@pytest.mark.parametrize(("kind", "status"), [("json", 409), ("htmx", 200), ("page", 303)])
def test_a_conflict_that_holds_what_was_typed_is_answered_with_the_component(
    kind: Any, status: int, post: Any, saver: Any
) -> None:
    answer = post(saver, kind=kind, **({"event": "lose"} if kind == "json" else {"live_event": "lose"}))
    assert answer.status == status
    if kind == "json":
        update = json.loads(answer.body)
        assert (update["type"], update["status"]) == ("component_update", 409)
        assert ">0 {}</p>" in update["html"]


def test_a_conflict_without_is_an_error(post: Any, saver: Any) -> None:
    answer = post(saver, event="lose_all")
    assert (answer.status, json.loads(answer.body)["code"]) == (409, "conflict")


def test_an_object_that_could_not_be_saved_is_shown_with_the_reasons(post: Any, saver: Any) -> None:
    answer = post(saver, event="refuse")
    assert (answer.status, json.loads(answer.body)["type"]) == (422, "component_update")
    assert "Too many" in answer.body


@pytest.mark.parametrize("cls", [Counter, AsyncCounter])
def test_the_adapter_learns_whose_work_it_is_to_run(cls: Any, post: Any) -> None:
    performed.clear()
    post(cls)
    assert performed == [cls]


done: list[str] = []


class Diary(Counter):
    def on_write(self, text: str = "") -> None:
        done.append(text)

    def on_miss(self) -> None:
        done.append("miss")
        raise NotFoundError("row 5")

    def on_contend(self) -> None:
        done.append("contend")
        raise ContendedError("a deadlock at every attempt")

    def on_wait(self) -> None:
        done.append("wait")
        raise TooManyError(5)


@pytest.fixture
def repeat(browser: Any, drive: Callable[..., Any]) -> Callable[..., list[tuple[int, str]]]:
    """Shows a diary and sends one message twice: status and body of both answers."""
    done.clear()

    def twice(*, kind: Any = "json", identities: Any = (NOBODY, NOBODY), **members: Any) -> list[tuple[int, str]]:
        shown = browser.show(Diary)
        body: Any = json.dumps({"type": "component_event", **shown, **members}).encode()
        if kind != "json":
            body = [("live-state", shown["state"]), ("live-key", "run:1"), ("live-event", members["event"])]
        answers = []
        for identity in identities:
            post = Post(name="diary", kind=kind, body=body, page="/page/", identity=identity)
            answers.append(drive(respond(post, browser.host, perform)))
        return [(answer.status, answer.body) for answer in answers]

    return twice


@pytest.mark.parametrize("kind", ["json", "htmx"])
@pytest.mark.parametrize(("event", "status"), [("write", 200), ("miss", 404)])
def test_a_message_that_comes_again_is_answered_again(kind: str, event: str, status: int, repeat: Any) -> None:
    first, second = repeat(kind=kind, event=event, key="run:1")
    assert (first, first[0]) == (second, status)
    assert len(done) == 1


def test_a_message_that_comes_again_under_a_newer_key_is_answered_again(browser: Any, drive: Any) -> None:
    done.clear()
    body = json.dumps({"type": "component_event", **browser.show(Diary), "event": "write", "key": "run:1"}).encode()
    post = Post(name="diary", kind="json", body=body, page="/page/", identity=NOBODY)
    settings = browser.host.settings
    newer = dataclasses.replace(browser.host, settings=dataclasses.replace(settings, keys=("n" * 40, *settings.keys)))
    first, second = (drive(respond(post, host, perform)) for host in (browser.host, newer))
    assert first == second
    assert len(done) == 1


@pytest.mark.parametrize(
    ("members", "why"),
    [
        ({"event": "write"}, "without a key"),
        ({"event": "write", "kind": "page"}, "a plain form leads to a handle, which is good once"),
        ({"event": "wait", "key": "run:1"}, "over a limit"),
        ({"event": "contend", "key": "run:1"}, "rolled back at every attempt"),
        ({"event": "write", "key": "run:1", "identities": (NOBODY, VISITOR)}, "another's"),
    ],
)
def test_a_message_is_done_again(members: dict[str, Any], why: str, repeat: Any) -> None:
    repeat(**members)
    assert len(done) == 2, why


def test_without_a_reply_store_a_message_is_done_again(repeat: Any, browser: Any) -> None:
    browser.host = dataclasses.replace(browser.host, replies=None)
    repeat(event="write", key="run:1")
    assert len(done) == 2


def test_a_message_that_is_being_done_is_answered_so(browser: Any, drive: Any, repeat: Any) -> None:
    class Busy(MemoryReplyStore):
        def begin(self, name: str) -> str | None:
            raise BusyError("the same message is being done")

    browser.host = dataclasses.replace(browser.host, replies=Busy())
    [(status, body), _] = repeat(event="write", key="run:1")
    assert (status, json.loads(body)["code"], json.loads(body)["key"]) == (503, "busy", "run:1")
    assert done == []
