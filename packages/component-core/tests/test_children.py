"""Components in components: what a tag in a component's template puts there."""

import dataclasses
import json
import logging
import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Annotated, Any

import pytest

from component_framework.core import (
    BadRequestError,
    BadSnapshotError,
    Component,
    ConfigurationError,
    ForbiddenError,
    FormComponent,
    Html,
    Identity,
    MarkupError,
    MemoryStateStore,
    NotFoundError,
    ParamsError,
    StaleSnapshotError,
    Url,
    snapshot,
)
from component_framework.core.children import Wanted, failed_later, first_render, show_nested
from component_framework.core.host import Host
from component_framework.core.messages import parse_message
from component_framework.core.nest import MAX_DEPTH, current_parent, tag_of
from component_framework.core.page import Page
from component_framework.core.query import parse_query
from component_framework.core.slots import NO_SLOTS, Slots, given_slots
from component_framework.core.web import Post, respond

NOBODY = Identity()
ALICE = Identity(user="alice", audience="user:1")
BOB = Identity(user="bob", audience="user:2")

shown: list[str] = []


def tag(name: str, /, *, slots: Any = None, spot: str = "1", is_repeated: bool = False, **params: Any) -> str:
    """What an engine's tag gives in a component's template."""
    parent = current_parent.get()
    assert parent is not None
    return show_nested(
        parent, Wanted(name, params, given_slots(slots) if slots else NO_SLOTS, spot, "page.html, line 3", is_repeated)
    )


class Parent(Component):
    title: str = "a"
    rows: list[str] = ["1"]

    def on_rename(self, title: str) -> None:
        self.title = title


class Child(Component):
    title: str = ""
    count: int = 0
    seen: str = ""

    def before_render(self) -> None:
        shown.append(str(self.params.get("key")))

    def params_changed(self, before: Any) -> None:
        self.seen = f"{before['title']}>{self.params['title']}"

    def on_add(self) -> None:
        self.count += 1


class Bare(Component):
    """Without state of its own."""

    def mount(self, title: str) -> None:
        shown.append(title)


@pytest.fixture(autouse=True)
def registered(host: Host, renderer: Any) -> None:
    shown.clear()
    for cls in (Child, Bare):
        host.registry.register(cls.__name__.lower())(cls)
    renderer.pages["components/child.html"] = lambda c: f"<li>{c['title']} {c['count']} {c['seen']}</li>"
    renderer.pages["components/bare.html"] = lambda c: f"<li>{c['component'].params['title']}</li>"
    renderer.pages["components/parent.html"] = lambda c: (
        f"<p>{''.join(tag('child', key=key, title=c['title']) for key in c['rows'])}</p>"
    )


def children(html: str) -> dict[str, str]:
    """What the page says of the components that it has: id -> tag."""
    return {
        re.search(r' id="([^"]*)', root)[1]: found[1]  # type: ignore[index]
        for root in re.findall(r"<li[^>]*>|<div[^>]*>", html)
        if (found := re.search(r' data-live-nest="([^"]+)"', root))
    }


def attribute(html: str, name: str) -> str:
    found = re.search(rf' {name}="([^"]*)"', html)
    assert found is not None, html
    return found[1]


def page_of(host: Host, cls: type[Component], *, identity: Identity = NOBODY, **params: Any) -> str:
    host.registry.register(cls.__name__.lower())(cls)
    return host.run(first_render(cls.__name__.lower(), params, identity=identity, host=host))


def sent(html: str, **members: Any) -> dict[str, Any]:
    """A message of the first component in `html`."""
    given = {"component": attribute(html, "data-live"), "component_id": attribute(html, "id")}
    return {**given, "state": attribute(html, "data-live-state"), **members}


def child_of(html: str) -> str:
    return html[html.index("<li") :]


def test_a_child_has_an_id_that_its_parent_gives_it(host: Host) -> None:
    html = page_of(host, Parent, component_id="p", rows=["1", "2"])
    again = page_of(host, Parent, component_id="p", rows=["2", "3"])
    assert list(children(html))[1] == next(iter(children(again)))
    assert all(re.fullmatch(r"n-[0-9a-f]{22}", child_id) for child_id in children(html))


def test_a_child_that_the_page_has_is_not_rendered(host: Host, browser: Any) -> None:
    html = page_of(host, Parent, rows=["1", "2"])
    shown.clear()
    update = browser.send(sent(html), children=children(html))
    kept = "".join(f'<template data-live-kept="{child_id}"></template>' for child_id in children(html))
    assert update["html"].endswith(f">{kept}</p>")
    assert shown == []


@pytest.mark.parametrize("words", ["", " ", "<b>", "-->", "1 ü", "x" * 51])
def test_a_page_that_names_no_slots_is_no_error(words: str, host: Host, browser: Any) -> None:
    html = page_of(host, Parent)
    [(child_id, tag)] = children(html).items()
    update = browser.send(sent(html), children={child_id: f"{tag} {words}"})
    assert update["html"].endswith(f'<template data-live-kept="{child_id}"></template></p>')


def test_a_child_that_the_page_lacks_is_rendered(host: Host, browser: Any) -> None:
    html = page_of(host, Parent, rows=["1", "2"])
    known = dict(list(children(html).items())[:1])
    update = browser.send(sent(html), children=known)
    assert (update["html"].count("<template"), update["html"].count("<li")) == (1, 1)


def test_a_child_goes_on_with_other_params_and_keeps_the_rest(host: Host, browser: Any) -> None:
    html = page_of(host, Parent)
    child = browser.send(sent(child_of(html)), event="add")["html"]
    update = browser.send(sent(html), event="rename", payload={"title": "b"}, children=children(html))
    mount = attribute(update["html"], "data-live-mount")
    followed = browser.send(sent(child), mount=mount)
    assert followed["html"].endswith(">b 1 a>b</li>")
    assert children(followed["html"]) != children(html)
    update = browser.send(sent(update["html"]), children=children(followed["html"]))
    assert "data-live-mount" not in update["html"]


def test_a_child_without_state_is_rendered_at_once_when_its_params_change(
    host: Host, browser: Any, renderer: Any
) -> None:
    renderer.pages["components/parent.html"] = lambda c: f"<p>{tag('bare', title=c['title'])}</p>"
    html = page_of(host, Parent)
    update = browser.send(sent(html), event="rename", payload={"title": "b"}, children=children(html))
    assert shown == ["a", "b"]
    assert update["html"].endswith(">b</li></p>")


def test_only_fields_whose_params_changed_follow(host: Host, browser: Any, renderer: Any) -> None:
    renderer.pages["components/parent.html"] = lambda c: f"<p>{tag('child', title=c['title'], count=5)}</p>"
    html = page_of(host, Parent)
    child = browser.send(sent(child_of(html)), event="add")["html"]
    update = browser.send(sent(html), event="rename", payload={"title": "b"}, children=children(html))
    followed = browser.send(sent(child), mount=attribute(update["html"], "data-live-mount"))
    assert "b 6 " in followed["html"]


def test_a_key_that_is_taken_is_an_error_that_names_the_tag(host: Host) -> None:
    with pytest.raises(ConfigurationError, match=r"a second 'child' with key '1' .*page\.html, line 3.*must differ"):
        page_of(host, Parent, rows=["1", "1"])


def test_two_from_one_tag_need_keys(host: Host, renderer: Any) -> None:
    renderer.pages["components/parent.html"] = lambda c: f"<p>{tag('child')}{tag('child')}</p>"
    with pytest.raises(ConfigurationError, match=r"a second 'child' with no key .*line 3.*give each a key="):
        page_of(host, Parent)


def test_a_tag_in_a_loop_needs_a_key_also_for_one_row(host: Host, renderer: Any) -> None:
    renderer.pages["components/parent.html"] = lambda c: f"<p>{tag('child', is_repeated=True)}</p>"
    with pytest.raises(ConfigurationError, match=r"'child' stands in a loop \(page\.html, line 3\): give it a key="):
        page_of(host, Parent)


def test_two_tags_need_no_keys(host: Host, renderer: Any) -> None:
    renderer.pages["components/parent.html"] = lambda c: f"<p>{tag('child', spot='1')}{tag('child', spot='2')}</p>"
    assert len(children(page_of(host, Parent))) == 2


def test_a_component_that_takes_itself_in_is_told_so(host: Host, renderer: Any, caplog: Any) -> None:
    renderer.pages["components/parent.html"] = lambda c: f"<p>{tag('parent')}</p>"
    html = page_of(host, Parent)
    assert html.count("data-live-failed") == 1
    assert f"{MAX_DEPTH + 1} components deep" in caplog.text


@pytest.mark.parametrize("error", [ForbiddenError("no"), NotFoundError("gone")])
def test_a_child_that_may_not_be_seen_leaves_its_place_empty(
    error: Exception, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Child, "before_render", lambda self: (_ for _ in ()).throw(error))
    assert page_of(host, Parent).endswith("></p>")


class Failing(Component):
    def mount(self, secret: str = "hunter3") -> None:
        raise ValueError("cannot <b>")


@pytest.fixture
def failing(host: Host, renderer: Any) -> None:
    host.registry.register("failing")(Failing)
    renderer.pages["components/parent.html"] = lambda c: f"<p>{c['title']} {tag('failing')}</p>"


def test_a_child_that_raises_spares_its_parent(failing: None, host: Host, browser: Any, caplog: Any) -> None:
    html = page_of(host, Parent)
    assert ">a <div id=" in html
    assert "This part could not be shown." in html
    assert "cannot" not in html
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    update = browser.send(sent(html), event="rename", payload={"title": "b"}, children=children(html))
    assert ">b <div id=" in update["html"], "it is tried again"


def test_while_debugging_a_child_that_raises_says_why(failing: None, host: Host) -> None:
    debugging = dataclasses.replace(host, settings=dataclasses.replace(host.settings, debug=True))
    assert "<code>ValueError: cannot &lt;b&gt;</code>" in page_of(debugging, Parent)


def test_a_child_that_raises_shows_its_error_template(
    failing: None, host: Host, renderer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Failing, "error_template", "sorry.html")
    renderer.pages["sorry.html"] = lambda c: (
        f"<div>sorry, {c['component'].name} {len(c['error_id'])}{c['reason']}</div>"
    )
    assert "sorry, failing 8</div>" in page_of(host, Parent)


@pytest.mark.parametrize("params", [{"title": object()}, {"lazy": True}], ids=["not JSON", "lacks one"])
def test_params_that_do_not_fit_leave_a_place_empty(
    params: dict[str, Any], host: Host, renderer: Any, caplog: Any
) -> None:
    renderer.pages["components/parent.html"] = lambda c: f"<p>{tag('bare', **params)}{tag('child', title='x')}</p>"
    assert page_of(host, Parent).count("<li") == 1
    assert "'bare' could not be shown (page.html, line 3)" in caplog.text


@pytest.mark.parametrize("params", [{"title": object()}, {"lazy": True}], ids=["not JSON", "lacks one"])
def test_while_debugging_params_that_do_not_fit_are_told_of(params: dict[str, Any], host: Host, renderer: Any) -> None:
    renderer.pages["components/parent.html"] = lambda c: f"<p>{tag('bare', **params)}</p>"
    debugging = dataclasses.replace(host, settings=dataclasses.replace(host.settings, debug=True))
    with pytest.raises(ParamsError):
        page_of(debugging, Parent)


def test_after_a_deploy_with_other_params_what_was_put_off_is_stale(
    host: Host, renderer: Any, browser: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    renderer.pages["components/parent.html"] = lambda c: f"<p>{tag('bare', title='x', lazy=True)}</p>"
    html = page_of(host, Parent)
    root = html[html.index("<div") :]
    deployed = type("Bare", (Component,), {"mount": lambda self, name: None})
    monkeypatch.setitem(host.registry._classes, "bare", deployed)
    with pytest.raises(StaleSnapshotError):
        browser.send(
            {"component": "bare", "component_id": attribute(root, "id")}, mount=attribute(root, "data-live-mount")
        )


def test_what_tells_params_apart_gives_nothing_of_them_away(host: Host) -> None:
    made = [tag_of("child", {"pin": "1234"}, dataclasses.replace(host.settings, keys=(key * 40,))) for key in "ab"]
    assert len({*made}) == 2
    assert all(re.fullmatch("[0-9a-f]{20}", one) for one in made)


def test_a_child_may_have_many_slots_of_long_names(host: Host, browser: Any, renderer: Any) -> None:
    slots = {"x" * 48 + str(number): "y" for number in range(10, 40)}
    renderer.pages["components/parent.html"] = lambda c: f"<p>{tag('child', title='x', slots=slots)}</p>"
    html = page_of(host, Parent)
    assert browser.send(sent(html), children=children(html))["html"].count("<!--live-slot:") == 30


def test_a_change_of_keys_gives_no_child_other_params(host: Host, browser: Any) -> None:
    html = page_of(host, Parent, rows=["1", "2"])
    keys = ("n" * 40, *host.settings.keys)
    browser.host = dataclasses.replace(host, settings=dataclasses.replace(host.settings, keys=keys))
    update = browser.send(sent(html), children=children(html))
    assert update["html"].count("data-live-kept") == 2
    assert "data-live-mount" not in update["html"]


def test_a_failure_is_contained_where_the_host_says(failing: None, host: Host) -> None:
    contained: list[str] = []

    def apart(work: Callable[[], Any]) -> Any:
        try:
            return work()
        except ValueError as error:
            contained.append(str(error))
            raise

    page_of(dataclasses.replace(host, apart=lambda: apart), Parent)
    assert contained == ["cannot <b>"]


def test_a_child_that_failed_can_be_asked_for_again(failing: None, host: Host, browser: Any, monkeypatch: Any) -> None:
    box = page_of(host, Parent).partition("<div")[2]
    monkeypatch.setattr(Failing, "mount", lambda self, secret="": None)
    given = {"component": "failing", "component_id": attribute(box, "id"), "mount": attribute(box, "data-live-mount")}
    update = browser.send(given)
    assert update["html"].startswith("<p id=")
    assert attribute(update["html"], "data-live-nest")


class Filtered(Component):
    show: Annotated[str, Url()] = "all"


@pytest.fixture
def lazy(host: Host, renderer: Any) -> None:
    class Part(Component):
        number: int = 0
        ups: int = 0

        def mount(self) -> None:
            shown.append(f"mounted {self.number}")

        def on_up(self) -> None:
            self.ups += 1

    host.registry.register("part")(Part)
    renderer.pages["components/part.html"] = lambda c: f"<li>{c['number']} {c['ups']}</li>"
    renderer.pages["components/parent.html"] = lambda c: f"<p>{tag('part', lazy=True, number=len(c['title']))}</p>"


def mount_message(html: str, **members: Any) -> dict[str, Any]:
    at = html.index("data-live-mount")
    root = html[html.rindex("<", 0, at) :]
    given = {"component": attribute(root, "data-live"), "component_id": attribute(root, "id")}
    return {**given, "mount": attribute(root, "data-live-mount"), **members}


def test_a_lazy_component_is_a_placeholder_first(lazy: None, host: Host, browser: Any) -> None:
    html = page_of(host, Parent)
    assert '<div id="n-' in html
    assert 'data-live-when="view" class="live-placeholder" aria-busy="true"></div>' in html
    assert shown == []
    update = browser.send(mount_message(html, key="k:1"))
    assert update["html"].endswith(">1 0</li>")
    assert (shown, update["key"]) == (["mounted 1"], "k:1")
    assert attribute(update["html"], "data-live-nest") == attribute(html, "data-live-nest")


def test_a_lazy_component_on_a_page_follows_its_query_when_it_comes(host: Host, browser: Any, renderer: Any) -> None:
    renderer.pages["components/filtered.html"] = lambda c: f"<p>{c['show']}</p>"
    html = page_of(host, Filtered, lazy="load")
    assert 'data-live-when="load"' in html
    assert browser.send(mount_message(html, query="show=open"))["html"].endswith(">open</p>")
    assert browser.send(mount_message(html))["html"].endswith(">all</p>")


def test_a_placeholder_has_a_template_of_its_own(lazy: None, host: Host, renderer: Any) -> None:
    host.registry.get("part").placeholder_template = "wait.html"
    renderer.pages["wait.html"] = lambda c: f"<li>wait for {c['number']} {c['component'].name}</li>"
    assert ">wait for 1 part</li>" in page_of(host, Parent)


def test_while_debugging_a_placeholder_is_one_element(lazy: None, host: Host, renderer: Any) -> None:
    host.registry.get("part").placeholder_template = "wait.html"
    renderer.pages["wait.html"] = lambda c: "<li></li><li></li>"
    debugging = dataclasses.replace(host, settings=dataclasses.replace(host.settings, debug=True))
    with pytest.raises(MarkupError, match="one root element"):
        page_of(debugging, Parent)


def test_a_placeholder_stays_until_its_params_change(lazy: None, host: Host, browser: Any) -> None:
    html = page_of(host, Parent)
    update = browser.send(sent(html), children=children(html))
    assert update["html"].endswith("></template></p>")
    update = browser.send(sent(html), event="rename", payload={"title": "long"}, children=children(html))
    assert browser.send(mount_message(update["html"]))["html"].endswith(">4 0</li>")
    assert shown == ["mounted 4"]


def test_a_lazy_component_takes_no_slots(lazy: None, host: Host, renderer: Any) -> None:
    renderer.pages["components/parent.html"] = lambda c: f"<p>{tag('part', lazy=True, slots={'default': 'x'})}</p>"
    with pytest.raises(ConfigurationError, match="'part' is lazy and so takes no slots"):
        page_of(host, Parent)


def test_lazy_is_a_known_word(lazy: None, host: Host, renderer: Any) -> None:
    renderer.pages["components/parent.html"] = lambda c: f"<p>{tag('part', lazy='soon')}</p>"
    with pytest.raises(ConfigurationError, match=r"lazy='soon' \(page\.html, line 3\): True or 'view'"):
        page_of(host, Parent)


def test_a_component_is_not_lazy_when_its_tag_says_so(lazy: None, host: Host, renderer: Any) -> None:
    renderer.pages["components/parent.html"] = lambda c: f"<p>{tag('part', lazy=False)}</p>"
    page_of(host, Parent)
    assert shown == ["mounted 0"]


def test_a_lazy_component_that_raises_answers_with_its_error(failing: None, host: Host, renderer: Any) -> None:
    renderer.pages["components/parent.html"] = lambda c: f"<p>{tag('failing', lazy=True)}</p>"
    given = mount_message(page_of(host, Parent), type="component_event", key="k:1")
    message = parse_message(json.dumps(given).encode(), host.settings)
    update = failed_later(message, ValueError("x"), name="failing", identity=Identity(), host=host)
    assert "This part could not be shown." in update["html"]
    assert (update["state"], update["key"]) == ("", "k:1")


def test_over_http_a_lazy_component_that_raises_is_no_500(failing: None, host: Host, renderer: Any, drive: Any) -> None:
    renderer.pages["components/parent.html"] = lambda c: f"<p>{tag('failing', lazy=True)}</p>"
    given = mount_message(page_of(host, Parent), type="component_event", key="k:1")
    post = Post(name="failing", kind="json", body=json.dumps(given).encode(), page="", identity=Identity())
    answer = drive(respond(post, host, lambda work, cls: work()))
    assert answer.status == 200
    assert "This part could not be shown." in answer.body


@pytest.mark.parametrize(
    ("members", "error"),
    [
        ({"component_id": "n-other"}, BadSnapshotError),
        ({"event": "up"}, BadRequestError),
        ({"payload": {"number": 9}}, BadRequestError),
        ({"fields": {"number": "9"}}, BadRequestError),
        ({"calls": [{"event": "up"}]}, BadRequestError),
        ({"told": "x"}, BadRequestError),
        ({"mount": "cf1.x"}, BadSnapshotError),
    ],
)
def test_a_first_render_is_what_the_server_has_put_off(
    members: dict[str, Any], error: type[Exception], lazy: None, host: Host, browser: Any
) -> None:
    given = mount_message(page_of(host, Parent))
    with pytest.raises(error):
        browser.send(given, **members)
    assert shown == []


def test_what_was_put_off_for_somebody_is_nobody_elses(lazy: None, host: Host, browser: Any) -> None:
    given = mount_message(page_of(host, Parent, identity=ALICE))
    assert browser.send(given, identity=ALICE)
    with pytest.raises(StaleSnapshotError):
        browser.send(given, identity=BOB)


def test_a_snapshot_is_no_order_to_mount_and_the_reverse(host: Host, browser: Any) -> None:
    html = page_of(host, Parent, lazy="load")
    given = mount_message(html)
    with pytest.raises(BadSnapshotError):
        browser.send({**given, "state": given.pop("mount")})
    whole = sent(page_of(host, Parent))
    with pytest.raises(BadSnapshotError):
        browser.send({**whole, "mount": whole.pop("state")})


def test_other_params_are_for_the_component_that_they_were_made_for(host: Host, browser: Any) -> None:
    html = page_of(host, Parent, rows=["1", "2"])
    update = browser.send(sent(html), event="rename", payload={"title": "b"}, children=children(html))
    second = sent(html[html.rindex("<li") :])
    with pytest.raises(BadSnapshotError):
        browser.send(second, mount=attribute(update["html"], "data-live-mount"))


def test_permissions_are_asked_with_the_new_params(host: Host, browser: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Child, "permissions", [lambda component: component.title != "b"])
    html = page_of(host, Parent)
    update = browser.send(sent(html), event="rename", payload={"title": "b"}, children=children(html))
    with pytest.raises(ForbiddenError):
        browser.send(sent(child_of(html)), mount=attribute(update["html"], "data-live-mount"))


def test_with_other_params_of_the_frameworks_own_a_component_begins_anew(
    host: Host, browser: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Child, "_framework_params", {"title": str})
    html = page_of(host, Parent)
    child = browser.send(sent(child_of(html)), event="add")["html"]
    update = browser.send(sent(html), event="rename", payload={"title": "b"}, children=children(html))
    followed = browser.send(sent(child), mount=attribute(update["html"], "data-live-mount"))
    assert followed["html"].endswith(">b 0 </li>")


def test_a_static_component_is_its_template_and_nothing_else(host: Host, renderer: Any) -> None:
    class Card(Component):
        static = True
        title: str = ""

    renderer.pages["components/card.html"] = lambda c: f"<div><h2>{c['title']}</h2>{c['slots'].default}</div>"
    assert page_of(host, Card, title="A", slots={"default": Html("<b>x</b>")}) == "<div><h2>A</h2><b>x</b></div>"


def test_what_is_in_a_static_component_is_its_parents(host: Host, renderer: Any, browser: Any) -> None:
    class Card(Component):
        static = True

    host.registry.register("card")(Card)
    renderer.pages["components/card.html"] = lambda c: f"<div>{tag('child', title='x')}</div>"
    renderer.pages["components/parent.html"] = lambda c: f"<p>{tag('card')}</p>"
    html = page_of(host, Parent)
    shown.clear()
    update = browser.send(sent(html), children=children(html))
    assert update["html"].count("data-live-kept") == 1
    assert shown == []


@pytest.mark.parametrize(
    "more",
    [{"on_click": lambda self: None}, {"mountable": True}, {"watches": ["orders"]}],
    ids=lambda more: next(iter(more)),
)
def test_no_message_reaches_a_static_component(more: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError, match="is static: no message can reach it"):
        type("Card", (Component,), {"static": True, **more})


def test_a_static_component_that_raises_fails_alone_and_for_good(host: Host, renderer: Any, caplog: Any) -> None:
    class Card(Component):
        static = True

    def fail(context: Any) -> str:
        raise RuntimeError("no chart today")

    host.registry.register("card")(Card)
    renderer.pages["components/card.html"] = fail
    renderer.pages["components/parent.html"] = lambda c: f"<p>{tag('card')}{tag('child', title='x')}</p>"
    html = page_of(host, Parent)
    assert '<div class="live-failed" role="alert">This part could not be shown.</div><li' in html
    assert "no chart today" in caplog.text


def handed_on(slots: Any) -> str:
    """`slots=slots`, as a tag has it among its params."""
    parent = current_parent.get()
    assert parent is not None
    return show_nested(parent, Wanted("card", {"slots": slots}))


def test_slots_may_be_handed_on(host: Host, renderer: Any) -> None:
    class Card(Component):
        static = True

    for name in ("card", "frame"):
        host.registry.register(name)(type(name.title(), (Card,), {}))
    renderer.pages["components/card.html"] = lambda c: f"<b>{c['slots'].footer}</b>"
    renderer.pages["components/frame.html"] = lambda c: f"<i>{handed_on(c['slots'])}</i>"
    renderer.pages["components/parent.html"] = lambda c: f"<p>{tag('frame', slots={'footer': 'x'})}</p>"
    assert page_of(host, Parent).endswith("<i><b>x</b></i></p>")


def test_slots_stay_in_the_page(host: Host, renderer: Any, browser: Any) -> None:
    renderer.pages["components/child.html"] = lambda c: f"<li>{c['slots'].footer}</li>"
    renderer.pages["components/parent.html"] = lambda c: f"<p>{tag('child', slots={'footer': c['title']})}</p>"
    html = page_of(host, Parent)
    assert "<!--live-slot:footer-->a<!--/live-slot--></li>" in html
    update = browser.send(sent(child_of(html)))
    assert update["html"].endswith("><!--live-slot:footer--><!--/live-slot--></li>")
    assert update["needs"] == ["nest"]
    update = browser.send(sent(html), event="rename", payload={"title": "b"}, children=children(html))
    assert update["html"].endswith("><!--live-slot:footer-->b<!--/live-slot--></template></p>")
    assert "data-live-mount" not in update["html"]


def test_a_slot_that_is_empty_now_is_emptied(host: Host, renderer: Any, browser: Any) -> None:
    renderer.pages["components/child.html"] = lambda c: f"<li>{c['slots'].footer}</li>"
    renderer.pages["components/parent.html"] = lambda c: (
        f"<p>{tag('child', slots={'footer': c['title']} if c['title'] == 'a' else None)}</p>"
    )
    html = page_of(host, Parent)
    update = browser.send(sent(html), event="rename", payload={"title": "b"}, children=children(html))
    assert update["html"].endswith("><!--live-slot:footer--><!--/live-slot--></template></p>")


class Gone(Component):
    def on_leave(self) -> None:
        self.emit("left")
        self.remove()


def test_a_component_can_leave_the_page(host: Host, browser: Any) -> None:
    update = browser.send(sent(page_of(host, Gone)), event="leave")
    assert (update["html"], update["state"]) == ("", "")
    assert [effect["type"] for effect in update["effects"]] == ["event", "remove"]


def test_nothing_is_kept_of_a_component_that_has_left(
    host: Host, browser: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = MemoryStateStore()
    monkeypatch.setattr(Gone, "state_store", store)
    html = page_of(host, Gone)
    browser.send(sent(html), event="leave")
    with pytest.raises(StaleSnapshotError):
        browser.send(sent(html))


def test_children_of_an_async_render_are_its_own(host: Host, drive: Any) -> None:
    class Slow(Component):
        async def render(self) -> Html:
            return Html(f"<p>{tag('child', title='x')}</p>")

    host.registry.register("slow")(Slow)
    html = drive(first_render("slow", {}, identity=Identity(), host=host))
    assert len(children(html)) == 1


def test_nested_components_follow_the_pages_query(host: Host, renderer: Any) -> None:
    host.registry.register("filtered")(Filtered)
    host.registry.register("parent")(Parent)
    renderer.pages["components/filtered.html"] = lambda c: f"<b>{c['show']}</b>"
    renderer.pages["components/parent.html"] = lambda c: f"<p>{tag('filtered')}</p>"
    query = parse_query("show=open")
    assert ">open</b>" in host.run(first_render("parent", {}, identity=Identity(), host=host, query=query))


def test_what_a_post_led_to_is_shown_inside_too(host: Host, renderer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    host.registry.register("parent")(Parent)
    outcomes = {("child", "1"): Html("<li>posted <!--live-slot:footer--><!--/live-slot--></li>")}

    def posted(self: Page, name: str, key: str) -> Any:
        yield from ()
        return outcomes.pop((name, key), None)

    monkeypatch.setattr(Page, "_posted", posted)
    renderer.pages["components/parent.html"] = lambda c: (
        f"<p>{tag('bare', title='a')}{tag('child', key='1', slots={'footer': 'x'})}</p>"
    )
    html = host.run(Page(Identity(), host, handle="x").show(Wanted("parent", {})))
    assert html.endswith("<li>posted <!--live-slot:footer-->x<!--/live-slot--></li></p>")


class Plain(Component):
    """What most rows of a list are: nothing of it runs before its template."""

    title: str = "a"
    wish: Annotated[str, Url()] = ""

    def on_add(self) -> None: ...


class Hooked(Plain):
    def before_render(self) -> None: ...


class Kept(Plain):
    state_store = MemoryStateStore()


def test_what_has_neither_hooks_nor_a_store_needs_no_flow() -> None:
    classes: tuple[type[Component], ...] = (Plain, Hooked, Kept, FormComponent)
    assert [cls._kind.is_quick for cls in classes] == [True, False, False, False]


@pytest.fixture
def plain(host: Host, renderer: Any) -> type[Component]:
    """A class that needs no flow, and stands alone in its parent."""
    cls = type("Late", (Plain,), {})
    host.registry.register("late")(cls)
    renderer.pages["components/late.html"] = lambda c: f"<li>{c['title']}</li>"
    renderer.pages["components/parent.html"] = lambda c: f"<p>{tag('late')}</p>"
    assert cls._kind.is_quick
    return cls


def test_what_a_class_says_late_that_it_watches_is_watched(host: Host, plain: type[Component]) -> None:
    assert "data-live-watches" not in child_of(page_of(host, Parent))
    plain.watches = ["rows"]
    assert "data-live-watches" in child_of(page_of(host, Parent))


def test_a_permission_that_a_class_says_late_is_asked(host: Host, plain: type[Component]) -> None:
    assert "<li" in page_of(host, Parent)
    plain.permissions = [lambda component: False]
    assert "<li" not in page_of(host, Parent)


def test_without_a_flow_a_failure_is_contained_where_the_host_says(
    host: Host, plain: type[Component], renderer: Any
) -> None:
    contained: list[str] = []

    def apart(work: Callable[[], Any]) -> Any:
        try:
            return work()
        except KeyError as error:
            contained.append(str(error))
            raise

    renderer.pages["components/late.html"] = lambda c: c["nothing"]
    assert "data-live-failed" in page_of(dataclasses.replace(host, apart=lambda: apart), Parent)
    assert contained == ["'nothing'"]


def test_what_a_post_led_to_is_shown_instead_of_a_plain_one(
    host: Host, plain: type[Component], monkeypatch: pytest.MonkeyPatch
) -> None:
    def posted(self: Page, name: str, key: str) -> Any:
        yield from ()
        return Html("<li>posted</li>") if name == "late" else None

    monkeypatch.setattr(Page, "_posted", posted)
    host.registry.register("parent")(Parent)
    html = host.run(Page(Identity(), host, handle="x").show(Wanted("parent", {})))
    assert html.endswith("><li>posted</li></p>")


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize("slots", [{}, {"default": Html("<b>x</b>"), "foot": "<y>"}])
@pytest.mark.parametrize("params", [{}, {"title": "<b>"}, {"key": 5, "component_id": "mine"}])
def test_without_a_flow_the_same_is_shown(
    params: dict[str, Any], slots: Any, debug: bool, host: Host, renderer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = dataclasses.replace(host, settings=dataclasses.replace(host.settings, debug=debug))
    host.registry.register("row")(Plain)
    host.registry.register("parent")(Parent)
    renderer.pages["components/row.html"] = lambda c: (
        f"<li>{c['title']} {c['wish']}{c['slots'].default}{c['slots'].foot}</li>"
    )
    renderer.pages["components/parent.html"] = lambda c: f"<p>{tag('row', slots=slots, **params)}</p>"
    monkeypatch.setattr(snapshot, "time", SimpleNamespace(time=lambda: 1_800_000_000))
    query = parse_query("wish=w")
    made: list[str] = []
    for is_quick in (True, False):
        monkeypatch.setattr(Plain._kind, "is_quick", is_quick)
        html = host.run(first_render("parent", {"component_id": "p"}, identity=ALICE, host=host, query=query))
        made.append(child_of(html))
    assert made[0] == made[1]
    assert f">{params.get('title', 'a')} w" in made[0]


def test_without_a_flow_an_async_render_is_waited_for(host: Host, renderer: Any) -> None:
    class Later(Plain):
        async def render(self) -> str:
            return Html(f"<li>{self.title}</li>")

    host.registry.register("later")(Later)
    renderer.pages["components/parent.html"] = lambda c: f"<p>{tag('later')}</p>"
    assert Later._kind.is_quick
    assert page_of(host, Parent).endswith(">a</li></p>")


@pytest.mark.parametrize("is_quick", [True, False])
def test_a_child_with_two_roots_is_told_of_while_debugging(
    is_quick: bool, host: Host, renderer: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    host = dataclasses.replace(host, settings=dataclasses.replace(host.settings, debug=True))
    host.registry.register("row")(Plain)
    monkeypatch.setattr(Plain._kind, "is_quick", is_quick)
    renderer.pages["components/row.html"] = lambda c: "<li></li><li></li>"
    renderer.pages["components/parent.html"] = lambda c: f"<p>{tag('row')}</p>"
    page_of(host, Parent)
    assert "one root element" in caplog.text


def test_a_component_may_be_rendered_twice_in_one_life(host: Host, renderer: Any) -> None:
    host.registry.register("row")(Plain)
    host.registry.register("parent")(Parent)
    renderer.pages["components/row.html"] = lambda c: f"<li>{c['title']}</li>"
    renderer.pages["components/parent.html"] = lambda c: f"<p>{tag('row', key=1, title='x')}</p>"
    parent = Parent()
    assert ">x</li>" in parent.dispatch()["html"]
    assert ">x</li>" in str(parent._rendered())


def test_a_class_may_have_an_init_of_its_own(host: Host, renderer: Any) -> None:
    class Noted(Plain):
        def __init__(self, **params: Any) -> None:
            super().__init__(**params)
            self.note = "by itself"

        def get_context(self) -> dict[str, Any]:
            return {"note": self.note}

    host.registry.register("noted")(Noted)
    renderer.pages["components/noted.html"] = lambda c: f"<li>{c['note']}</li>"
    renderer.pages["components/parent.html"] = lambda c: f"<p>{tag('noted')}</p>"
    assert ">by itself</li>" in page_of(host, Parent)


def shown_with(slots: Slots) -> str:
    parent = current_parent.get()
    assert parent is not None
    return show_nested(parent, Wanted("row", {}, slots))


def test_a_slot_that_only_its_template_asks_for_is_kept_by_the_page(host: Host, renderer: Any) -> None:
    host.registry.register("row")(Plain)
    found = Slots(lambda name: Html("<b>foot</b>") if name == "foot" else "")
    renderer.pages["components/row.html"] = lambda c: f"<li>{c['slots'].foot}</li>"
    renderer.pages["components/parent.html"] = lambda c: f"<p>{shown_with(found)}</p>"
    row = child_of(page_of(host, Parent))
    assert " data-live-slots" in row
    assert re.search(r'data-live-nest="\w{20} foot"', row)


@pytest.mark.parametrize("is_quick", [True, False])
def test_a_param_with_half_a_surrogate_pair_is_told_of(
    is_quick: bool, host: Host, renderer: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    host.registry.register("row")(Plain)
    monkeypatch.setattr(Plain._kind, "is_quick", is_quick)
    renderer.pages["components/parent.html"] = lambda c: f"<p>{tag('row', title=chr(0xD800))}</p>"
    assert "<li" not in page_of(host, Parent)
    assert "half a surrogate pair" in caplog.text
