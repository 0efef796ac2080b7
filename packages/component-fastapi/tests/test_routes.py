"""The routes: where they are, when they start, and what they answer."""

import asyncio
import dataclasses
import json
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from fastapi import APIRouter, FastAPI, HTTPException
from fastapi.responses import JSONResponse
from fastapi.testclient import TestClient
from starlette.exceptions import HTTPException as StarletteHTTPException

from component_framework.adapters.fastapi import create_component_routes
from component_framework.core import (
    Component,
    ComponentRegistry,
    ComponentSettings,
    ConfigurationError,
    MemoryReplyStore,
    signing,
)
from component_framework.core.assets import CLIENT_FOLDER, client_entry
from component_framework.core.host import current_host

OTHER_KEY = "the key of another installation long enough to sign"


def test_a_message_is_answered_by_an_update(browser: Any) -> None:
    shown = browser.open()
    answer = browser.send(shown, event="increment", payload={"amount": 2})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    assert (answer.headers["cache-control"], answer.headers["x-content-type-options"]) == ("no-store", "nosniff")
    update = answer.json()
    assert (update["component_id"], update["key"], update["effects"]) == (shown.id, "test:1", [])
    assert "{&quot;count&quot;: 2}" in update["html"]


@pytest.mark.parametrize("url", ["/components/counter", "/components/counter/"])
def test_the_endpoint_is_reached_with_and_without_the_slash(url: str, browser: Any) -> None:
    shown = browser.open()
    message = {"type": "component_event", "state": shown.state, "event": "increment"}
    assert browser.post(url, json.dumps(message)).status_code == 200


def test_components_post_to_the_address_without_the_slash(browser: Any) -> None:
    assert browser.open().url == "/components/counter"


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_other_methods_are_refused_in_the_protocol(method: str, browser: Any) -> None:
    answer = browser.client.request(method, "/components/counter")
    assert (answer.status_code, answer.json()["code"], answer.headers["allow"]) == (405, "method", "POST")


def test_an_unknown_component_is_a_404_that_names_nothing(browser: Any) -> None:
    answers = [browser.post(f"/components/{name}", '{"type": "component_event"}') for name in ("nothing", "os.system")]
    assert {answer.status_code for answer in answers} == {404}
    assert {answer.text for answer in answers} == {answers[0].text}


def test_the_routes_are_no_part_of_the_apps_schema(browser: Any) -> None:
    assert list(browser.client.get("/openapi.json").json()["paths"]) == ["/page/{name}"]


def use(browser: Any, page: str, url: str) -> Any:
    """A visit of the page, whose component must post to `url`, and one event."""
    shown = browser.open(page)
    assert shown.url == url
    assert browser.client.get(script_of(shown.html)).status_code == 200
    return browser.send(shown, event="increment")


def script_of(html: str) -> str:
    return html.split('src="')[1].split('"')[0]


def test_the_routes_may_have_another_prefix(counter: Any, make_app: Any, make_browser: Any) -> None:
    browser = make_browser(make_app(prefix="/live"))
    assert use(browser, "/page/counter", "/live/counter").status_code == 200


def test_the_routes_may_be_those_of_a_router(counter: Any, options: Any, add_page: Any, make_browser: Any) -> None:
    router, app = APIRouter(prefix="/inner"), FastAPI()
    add_page(router, create_component_routes(router, **options))
    app.include_router(router, prefix="/outer")
    assert use(make_browser(app), "/outer/inner/page/counter", "/outer/inner/components/counter").status_code == 200


def test_a_page_of_the_app_may_show_components_of_a_router(
    counter: Any, options: Any, add_page: Any, make_browser: Any
) -> None:
    router, app = APIRouter(), FastAPI()
    add_page(app, create_component_routes(router, **options))
    app.include_router(router, prefix="/live")
    assert use(make_browser(app), "/page/counter", "/live/components/counter").status_code == 200


@pytest.mark.parametrize("name", [None, "inner"])
def test_the_app_may_be_mounted_in_another(name: str | None, counter: Any, make_app: Any, make_browser: Any) -> None:
    outer = FastAPI()
    outer.mount("/inner", make_app(), name=name)
    assert use(make_browser(outer), "/inner/page/counter", "/inner/components/counter").status_code == 200


def test_of_several_mounted_apps_each_has_its_own_addresses(counter: Any, make_app: Any, make_browser: Any) -> None:
    outer = make_app()
    outer.mount("/one", make_app(settings=ComponentSettings(keys=(OTHER_KEY,))))
    outer.mount("/two", make_app())
    browser = make_browser(outer)
    for place in ("", "/one", "/two"):
        assert use(browser, f"{place}/page/counter", f"{place}/components/counter").status_code == 200


def test_one_app_may_have_two_endpoints(counter: Any, options: Any, add_page: Any, make_browser: Any) -> None:
    app, admin = FastAPI(), APIRouter(prefix="/admin")
    add_page(app, create_component_routes(app, **options))
    add_page(admin, create_component_routes(app, **options, prefix="/admin/components"))
    app.include_router(admin)
    browser = make_browser(app)
    assert use(browser, "/page/counter", "/components/counter").status_code == 200
    assert use(browser, "/admin/page/counter", "/admin/components/counter").status_code == 200


def test_addresses_begin_with_the_root_path_of_a_proxy(counter: Any, make_app: Any, make_browser: Any) -> None:
    browser = make_browser(make_app(), root_path="/site")
    assert use(browser, "/site/page/counter", "/site/components/counter").status_code == 200


def test_a_mounted_app_behind_a_proxy_has_both_in_its_addresses(counter: Any, make_app: Any, make_browser: Any) -> None:
    outer = FastAPI()
    outer.mount("/inner", make_app())
    browser = make_browser(outer, root_path="/site")
    assert use(browser, "/site/inner/page/counter", "/site/inner/components/counter").status_code == 200


def test_the_apps_own_lifespan_still_runs(options: Any, make_browser: Any) -> None:
    seen: list[Any] = []

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, str]]:
        seen.append(app)
        yield {"pool": "open"}
        seen.append("closed")

    app = FastAPI(lifespan=lifespan)
    create_component_routes(app, **options)
    with TestClient(app) as client:
        assert (seen, client.app_state) == ([app], {"pool": "open"})
    assert seen == [app, "closed"]


def test_without_a_key_the_app_does_not_start(options: Any, make_app: Any) -> None:
    app = make_app(settings=ComponentSettings())
    with pytest.raises(ConfigurationError, match="Put it into COMPONENT_SECRET_KEYS") as caught, TestClient(app):
        pass
    assert "secrets.token_urlsafe(48)" in str(caught.value)


def test_without_a_key_a_routers_app_does_not_start(options: Any) -> None:
    router, app = APIRouter(), FastAPI()
    create_component_routes(router, **{**options, "settings": ComponentSettings()})
    app.include_router(router)
    with pytest.raises(ConfigurationError, match="COMPONENT_SECRET_KEYS"), TestClient(app):
        pass


def test_without_a_key_a_mounted_app_fails_at_its_first_snapshot(counter: Any, make_app: Any) -> None:
    outer = FastAPI()
    outer.mount("/inner", make_app(settings=ComponentSettings()))  # Starlette starts the outermost app only
    with TestClient(outer) as client, pytest.raises(ConfigurationError, match="no secret key"):
        client.get("/inner/page/counter")


def test_without_a_key_debug_makes_one_for_this_process_and_warns(counter: Any, make_app: Any) -> None:
    signing._process_key.cache_clear()  # it warns once
    app = make_app(settings=ComponentSettings(debug=True, app="without a key"))
    with pytest.warns(UserWarning, match="no secret key"), TestClient(app) as client:
        assert client.get("/page/counter").status_code == 200


def test_the_key_comes_from_the_environment_unless_given(
    counter: Any, options: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMPONENT_SECRET_KEYS", OTHER_KEY)
    create_component_routes(FastAPI(), **{**options, "settings": None})
    assert current_host().settings.keys == (OTHER_KEY,)


def test_components_used_from_python_have_the_apps_renderer(counter: Any, browser: Any) -> None:
    assert counter().dispatch("increment")["html"].startswith("<p>{&quot;count&quot;: 1}")


def test_two_apps_in_one_process_do_not_know_each_other(
    counter: Any, browser: Any, make_app: Any, make_browser: Any
) -> None:
    class Clock(Component):
        pass

    registry = ComponentRegistry()
    registry.register("clock")(Clock)
    other = make_browser(make_app(registry=registry, settings=ComponentSettings(keys=(OTHER_KEY,))))
    clock = other.open("/page/clock")
    assert browser.send(clock).json()["code"] == "unknown_component"
    registry.register("counter")(counter)
    assert browser.send(other.open(), event="increment").json()["code"] == "stale_snapshot"
    assert browser.send(browser.open(), event="increment").status_code == 200


def test_a_part_of_the_client_is_found_from_the_entrys_address(browser: Any) -> None:
    entry, query = script_of(browser.open().html).split("?")
    answer = browser.client.get(f"{entry.rpartition('/')[0]}/late/poll.js?{query}")
    assert answer.content == (CLIENT_FOLDER / "late/poll.js").read_bytes()
    assert "immutable" in answer.headers["cache-control"]


def test_the_clients_entry_is_served_and_may_be_kept(browser: Any) -> None:
    answer = browser.client.get(script_of(browser.open().html))
    assert answer.content == (CLIENT_FOLDER / client_entry()).read_bytes()
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("query", ["", "?v=00000000"])
def test_without_its_version_a_file_is_asked_for_again(query: str, browser: Any) -> None:
    answer = browser.client.get(f"/components/client/{client_entry()}{query}")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache")


def test_the_script_tag_knows_its_place(browser: Any) -> None:
    assert "data-live-client" in browser.open().html.split("<script", 1)[1].split(">")[0]


@pytest.mark.parametrize(
    "file",
    [
        "nothing.js",
        "__init__.py",
        ".%2e/assets.py",
        "..%2fassets.py",
        "%2e%2e/assets.py",
        "%2e%2e%2fassets.py",
        "..%5cassets.py",
        "live.js%00",
        "%2fetc%2fpasswd",
        "C:%5cwindows%5cwin.ini",
        str(Path(__file__)).lstrip("/"),
    ],
)
def test_nothing_but_the_clients_files_is_served(file: str, browser: Any) -> None:
    answer = browser.client.get(f"/components/client/{file}")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/json")


@pytest.mark.parametrize("error", [HTTPException, StarletteHTTPException])
@pytest.mark.parametrize(("status", "code"), [(401, "signed_out"), (403, "forbidden"), (404, "not_found")])
@pytest.mark.parametrize("is_async", [False, True])
def test_fastapis_refusals_in_handlers_are_answers_of_the_protocol(
    error: Any, status: int, code: str, is_async: bool, counter: Any, browser: Any, registry: ComponentRegistry
) -> None:
    def refuse(self: Any) -> None:
        raise error(status, "a secret detail")

    async def arefuse(self: Any) -> None:
        refuse(self)

    members = {"on_refuse": arefuse if is_async else refuse, "__module__": __name__}
    registry.register("refusing")(type("Refusing", (Component,), members))
    answer = browser.send(browser.open("/page/refusing"), event="refuse")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert "secret" not in answer.text


def test_other_http_exceptions_are_answered_as_the_app_does(browser: Any, registry: ComponentRegistry) -> None:
    @registry.register("teapot")
    class Teapot(Component):
        def on_brew(self) -> None:
            raise HTTPException(418, "short and stout")

    answer = browser.send(browser.open("/page/teapot"), event="brew")
    assert (answer.status_code, answer.json()) == (418, {"detail": "short and stout"})


@pytest.mark.parametrize("is_async", [False, True])
def test_a_users_exception_is_the_apps_own_500(
    is_async: bool, counter: Any, make_app: Any, make_browser: Any, registry: ComponentRegistry
) -> None:
    def fail(self: Any) -> None:
        raise LookupError("password=hunter2")

    async def afail(self: Any) -> None:
        fail(self)

    handler = afail if is_async else fail
    registry.register("failing")(type("Failing", (Component,), {"on_fail": handler, "__module__": __name__}))
    app, seen = make_app(), []

    @app.exception_handler(LookupError)
    def shown(request: Any, error: Exception) -> Any:
        seen.append(error)
        return JSONResponse({"sorry": True}, 500)

    browser = make_browser(app)
    answer = browser.send(browser.open("/page/failing"), event="fail")
    assert (answer.status_code, answer.json()) == (500, {"sorry": True})
    assert [str(error) for error in seen] == ["password=hunter2"]


def test_a_users_exception_without_a_handler_of_the_apps_is_its_plain_500(
    browser: Any, registry: ComponentRegistry
) -> None:
    @registry.register("failing")
    class Failing(Component):
        def on_fail(self) -> None:
            raise ValueError("password=hunter2")

    answer = browser.send(browser.open("/page/failing"), event="fail")
    assert (answer.status_code, answer.text) == (500, "Internal Server Error")


class Places:
    """Where code ran: the thread, and whether it was running an event loop."""

    def __init__(self) -> None:
        self.on_loop: dict[str, bool] = {}
        self.threads: dict[str, int] = {}

    def note(self, what: str) -> None:
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            self.on_loop[what] = False
        else:
            self.on_loop[what] = True
        self.threads[what] = threading.get_ident()


@pytest.fixture
def places() -> Places:
    return Places()


def test_sync_code_never_runs_on_the_event_loop_and_stays_in_one_thread(
    places: Places, counter: Any, options: Any, renderer: Any, make_app: Any, make_browser: Any, registry: Any
) -> None:
    @registry.register("sync")
    class Sync(Component):
        def hydrate(self, state: dict[str, Any]) -> None:
            places.note("hydrate")

        def on_act(self) -> None:
            places.note("handler")

        def before_render(self) -> None:
            places.note("before_render")

    async def user() -> None:
        places.note("loop")

    def template(context: Any) -> str:
        places.note("template")
        return "<p></p>"

    renderer.pages["components/sync.html"] = template
    browser = make_browser(make_app(identity=user))
    assert browser.send(browser.open("/page/sync"), event="act").status_code == 200
    assert places.on_loop.pop("loop") is True
    assert set(places.on_loop.values()) == {False}
    assert places.threads.pop("loop") not in places.threads.values()
    assert len({places.threads[what] for what in ("hydrate", "handler", "before_render", "template")}) == 1


def test_an_async_handler_runs_on_the_loop_and_the_sync_hooks_beside_it_do_not(
    places: Places, counter: Any, make_app: Any, make_browser: Any, registry: Any
) -> None:
    @registry.register("mixed")
    class Mixed(Component):
        def hydrate(self, state: dict[str, Any]) -> None:
            places.note("hydrate")

        async def on_act(self) -> None:
            places.note("handler")

    async def user() -> None:
        places.note("loop")

    browser = make_browser(make_app(identity=user))
    assert browser.send(browser.open("/page/mixed"), event="act").status_code == 200
    assert places.on_loop == {"loop": True, "handler": True, "hydrate": False}
    assert places.threads["handler"] == places.threads["loop"]


def test_a_sync_handler_that_waits_delays_no_other_request(
    counter: Any, make_app: Any, make_browser: Any, registry: Any
) -> None:
    """The handler waits for what only the other request does: were it to block the loop, both would fail."""
    entered, released = threading.Event(), threading.Event()

    @registry.register("slow")
    class Slow(Component):
        was_released: bool = False

        def on_wait(self) -> None:
            entered.set()
            self.was_released = released.wait(timeout=10)

    app = make_app()

    @app.get("/release")
    async def release() -> None:
        await asyncio.to_thread(entered.wait, 10)
        released.set()

    browser = make_browser(app)
    shown = browser.open("/page/slow")
    answers: list[Any] = []
    waiting = threading.Thread(target=lambda: answers.append(browser.send(shown, event="wait")))
    waiting.start()
    assert browser.client.get("/release").status_code == 200
    waiting.join(timeout=20)
    assert "{&quot;was_released&quot;: true}" in answers[0].json()["html"]


def test_the_rate_limit_counts_by_caller(counter: Any, make_app: Any, make_browser: Any, settings: Any) -> None:
    limited = ComponentSettings(keys=settings.keys, app="limited", rate_per_s=0.01, rate_burst=2)
    browser = make_browser(make_app(settings=limited))
    shown = browser.open()
    answers = [browser.send(shown, event="increment") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[-1].headers["retry-after"]) > 0


def test_who_is_signed_out_is_led_to_where_one_signs_in(
    counter: Any, make_app: Any, make_browser: Any, registry: Any
) -> None:
    @registry.register("members")
    class Members(Component):
        def on_act(self) -> None: ...

    user: list[Any] = ["alice"]
    app = make_app(identity=lambda: user[0], sign_in_url="/login?next={}".format)
    browser = make_browser(app)
    shown = browser.open("/page/members")
    user[0] = None
    answer = browser.submit(shown, **{"live-event": "act"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?next=/page/members")


@pytest.fixture
def written(registry: ComponentRegistry) -> list[str]:
    """What the handler of the component `diary` was given."""
    texts: list[str] = []

    class Diary(Component):
        def on_write(self, text: str) -> None:
            texts.append(text)

    registry.register("diary")(Diary)
    return texts


def write_twice(browser: Any) -> set[str]:
    shown = browser.open("/page/diary")
    return {browser.send(shown, event="write", payload={"text": "dear"}).text for _ in range(2)}


def test_a_message_that_comes_again_is_answered_again(written: list[str], browser: Any) -> None:
    assert (len(write_twice(browser)), written) == (1, ["dear"])


def test_the_settings_say_where_replies_are_kept(
    written: list[str], options: dict[str, Any], request: pytest.FixtureRequest
) -> None:
    options["settings"] = dataclasses.replace(options["settings"], reply_store="off")
    write_twice(request.getfixturevalue("browser"))
    assert written == ["dear", "dear"]


def test_an_app_may_bring_its_own_reply_store(
    written: list[str], options: dict[str, Any], request: pytest.FixtureRequest
) -> None:
    options["replies"] = MemoryReplyStore()
    write_twice(request.getfixturevalue("browser"))
    assert (written, len(options["replies"]._entries)) == (["dear"], 1)
