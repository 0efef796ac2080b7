"""Files: their names, what a schema asks of them, and that a form lets them in where nothing else does."""

import dataclasses
import json
from collections.abc import Callable
from typing import Annotated, Any

import pytest
from pydantic import BaseModel

from component_framework.core import (
    Accept,
    BadRequestError,
    Component,
    ComponentSettings,
    FormComponent,
    Html,
    InvalidError,
    MaxSize,
    StateError,
    Upload,
    Writable,
)
from component_framework.core.errors import TooLargeError
from component_framework.core.host import Host
from component_framework.core.http import Head
from component_framework.core.identity import NOBODY
from component_framework.core.posts import MESSAGE, parse_post
from component_framework.core.replies import MemoryReplyStore
from component_framework.core.schema import form_of
from component_framework.core.upload import clean_name
from component_framework.core.web import Post, body_limit, respond
from component_framework.testing import ImpossibleError, mount

SETTINGS = ComponentSettings(max_body_bytes=1000, max_files=3)
PNG = Upload.of(b"\x89PNG", name="cat.png", content_type="image/png")
PDF = Upload.of(b"%PDF-" + b"x" * 2000, name="Paper.PDF")


class Page(BaseModel):
    scan: Upload | None = None
    title: str = ""


class Report(BaseModel):
    title: str
    photo: Annotated[Upload, MaxSize(1500), Accept("image/*", ".gif")]
    papers: list[Annotated[Upload, Accept(".pdf", "text/plain")]] = []
    pages: list[Page] = []
    cover: Page = Page()


class Reports(FormComponent):
    schema = Report
    note: Annotated[Any, Writable()] = ""
    told: list[Any] = []

    def on_submit(self) -> None:
        photo, papers = self.validated_data["photo"], self.validated_data["papers"]
        self.told = [photo.name, photo.read().decode("latin-1"), [paper.size for paper in papers]]
        self.told += [page["scan"].name for page in self.validated_data["pages"]]

    def on_field_change(self, field: str, value: Any) -> None:
        self.told = [field, value.name]

    def on_save(self, anything: Any = "") -> None:
        self.told = ["saved", anything]

    def render(self) -> str:
        return Html(f"""<form data-live-submit="submit"><input name="title"><input type="file" name="photo">
          <input type="file" name="papers" multiple><input type="file" name="loose"><input type="file">
          <input type="file" name="off" disabled>{self.field_errors}</form>""")


class Plain(Component):
    text: Annotated[Any, Writable()] = ""

    def on_save(self) -> None:
        raise AssertionError("what was refused ran")


def submitted(dispatch: Callable[..., Any], **payload: Any) -> dict[str, Any]:
    state: dict[str, Any] = dispatch(Reports, "submit", payload)["state"]
    return state


@pytest.mark.parametrize(
    ("given", "clean"),
    [
        ("cat.png", "cat.png"),
        ("Bild \u00fcber Gr\u00f6\u00dfe.png", "Bild \u00fcber Gr\u00f6\u00dfe.png"),
        ("../../etc/passwd", "passwd"),
        ("C:\\fake\\cat.png", "cat.png"),
        ("a\uff0fb\uff3cc.png", "c.png"),
        ("a\u2044b\u2215c\u29f8d.png", "d.png"),
        ("\uff0e\uff0e", "file"),
        ("a\0b\r\n\x1b.png", "ab.png"),
        ("gpj.\u202eexe", "gpj.exe"),
        ("\u200b\ufeff\ud800", "file"),
        (".htaccess", "htaccess"),
        ("", "file"),
        ("x" * 300 + ".png", "x" * 96 + ".png"),
        ("x" * 300, "x" * 100),
        ("x." + "y" * 300, "x." + "y" * 98),
        ("/" * 100_000 + "a.png", "a.png"),
    ],
)
def test_a_name_has_no_folders_and_nothing_hidden(given: str, clean: str) -> None:
    assert clean_name(given) == clean


def test_a_form_gets_its_files(dispatch: Callable[..., Any]) -> None:
    state = submitted(dispatch, title="A", photo=PNG, papers=[PDF, PDF], pages=[{"scan": PNG}])
    assert state["told"] == ["cat.png", "\x89PNG", [2005, 2005], "cat.png"]
    assert state["is_valid"]


def test_one_file_is_a_list_of_one(dispatch: Callable[..., Any]) -> None:
    assert submitted(dispatch, title="A", photo=PNG, papers=PDF)["told"][2] == [2005]


def test_a_form_never_keeps_a_file(dispatch: Callable[..., Any]) -> None:
    state = submitted(dispatch, title="", photo=PNG, papers=[PDF], pages=[{"scan": PNG}], cover={"scan": PNG})
    assert state["field_errors"] == {"title": ["Field required"]}
    kept = state["form_data"]
    assert (kept["photo"], kept["papers"], kept["cover"]["scan"]) == ("", [], "")
    assert [row["scan"] for row in kept["pages"]] == [""]


@pytest.mark.parametrize(
    ("files", "errors"),
    [
        ({}, {"photo": ["Field required"]}),
        ({"photo": ""}, {"photo": ["Field required"]}),
        ({"photo": [PNG, PNG]}, {"photo": ["One file is expected"]}),
        ({"photo": PDF}, {"photo": ["The file is larger than 1.5 kB"]}),
        ({"photo": Upload.of(b"", name="x.txt")}, {"photo": ["The file is none of image/*, .gif"]}),
        ({"photo": PNG, "papers": [PDF, PNG]}, {"papers": ["The file is none of .pdf, text/plain"]}),
    ],
)
def test_a_file_that_does_not_fit_is_refused(
    files: dict[str, Any], errors: dict[str, list[str]], dispatch: Callable[..., Any]
) -> None:
    assert submitted(dispatch, title="A", **files)["field_errors"] == errors


@pytest.mark.parametrize(
    ("content_type", "name", "fits"),
    [("text/plain; charset=utf-8", "x", True), ("TEXT/PLAIN", "x", True), ("text/plainer", "x", False)],
)
def test_a_type_is_compared_without_what_follows_it(content_type: str, name: str, fits: bool) -> None:
    class Letter(BaseModel):
        text: Annotated[list[Upload], Accept("text/plain"), MaxSize(2_000_000)]

    upload = Upload.of(b"", name=name, content_type=content_type)
    errors = form_errors(Letter, {"text": [upload]})
    assert (errors == {}) is fits


def form_errors(schema: type[BaseModel], values: dict[str, Any]) -> dict[str, list[str]]:
    cls = type("Once", (FormComponent,), {"schema": schema, "template_name": "once.html"})
    form = cls._schema_form()
    _, errors = form.validate(form.put(form.blank(), values))
    return errors


@pytest.mark.parametrize(("limit", "said"), [(2_000_000, "2 MB"), (1_500_000, "1.5 MB"), (900, "900 bytes")])
def test_a_limit_is_said_as_people_say_it(limit: int, said: str) -> None:
    class Letter(BaseModel):
        text: Annotated[Upload, MaxSize(limit)]

    upload = Upload(PNG.file, name="x", content_type="", size=limit + 1)
    assert form_errors(Letter, {"text": upload}) == {"text": [f"The file is larger than {said}"]}


def test_a_changed_file_is_checked_and_told_to_the_handler(dispatch: Callable[..., Any]) -> None:
    state = dispatch(Reports, "field_change", {"photo": PDF})["state"]
    assert state["told"] == ["photo", "Paper.PDF"]
    assert state["field_errors"] == {"photo": ["The file is larger than 1.5 kB"]}
    assert state["form_data"]["photo"] == ""


@pytest.mark.parametrize("given", ["cat.png", ["cat.png"], {"name": "cat.png"}, 5])
def test_nothing_else_stands_for_a_file(given: Any) -> None:
    form = mount(Reports)
    with pytest.raises(InvalidError) as caught:
        form.send("submit", photo=given)
    assert caught.value.errors == {"photo": ["A file is expected"]}


def message(shown: dict[str, Any], *files: tuple[str, Any], **members: Any) -> list[tuple[str, Any]]:
    given = {"type": "component_event", **shown, **members}
    return [(MESSAGE, json.dumps(given)), *files]


@pytest.mark.parametrize(
    ("event", "name"),
    [("submit", "title"), ("submit", "note"), ("submit", "nothing"), ("save", "anything"), ("save", "note")],
)
def test_a_file_that_no_file_field_takes_is_refused(event: str, name: str) -> None:
    form = mount(Reports)
    with pytest.raises(InvalidError) as caught:
        form._send(form.root, [(name, PNG)], event=event)
    assert caught.value.errors == {name: ["No file is expected here"]}


@pytest.mark.parametrize("name", ["text", "other"])
def test_a_component_without_a_form_takes_no_files(name: str) -> None:
    plain = mount(Plain)
    with pytest.raises(InvalidError) as caught:
        plain._send(plain.root, [(name, PNG)], event="save")
    assert caught.value.errors == {name: ["No file is expected here"]}


def test_every_event_of_a_form_may_bring_its_files_and_keeps_none() -> None:
    form = mount(Reports)
    form._send(form.root, [("photo", PNG)], event="save")
    assert form.state["told"] == ["saved", ""]
    assert form.state["form_data"]["photo"] == ""


def test_a_file_is_no_state() -> None:
    class Keeper(Component):
        photo: Upload | None = None

        def on_keep(self) -> None:
            self.photo = PNG

    with pytest.raises(StateError):
        Keeper().dispatch("keep")


def test_a_plain_post_brings_texts_and_files() -> None:
    pairs = [("live-event", "submit"), ("title", "A"), ("photo", PNG), ("papers", PDF), ("papers", PDF)]
    assert parse_post(pairs, SETTINGS).fields == {"title": "A", "photo": PNG, "papers": [PDF, PDF]}


def test_our_clients_message_brings_files_for_its_calls() -> None:
    pairs = message({}, ("1.photo", PNG), ("1.papers", PDF), ("1.papers", PDF), calls=[{"event": "a"}, {"event": "b"}])
    acts = parse_post(pairs, SETTINGS).acts
    assert [act.fields for act in acts] == [{}, {"photo": PNG, "papers": [PDF, PDF]}]


@pytest.mark.parametrize(
    "pairs",
    [
        message({}, ("1.photo", PNG), event="a"),
        message({}, ("photo", PNG), event="a"),
        message({}, ("0.", PNG), event="a"),
        message({}, ("00.photo", PNG), event="a"),
        message({}, ("\u0660.photo", PNG), event="a"),
        message({}, ("0.photo", PNG), event="a", fields={"photo": "x"}),
        message({}, ("0.photo", PNG), event="a", fields=5),
        message({}, ("0.photo", PNG), calls=[5]),
        message({}, ("0.photo", "text"), event="a"),
        message({}, *message({})),
        message({}, ("live-event", "a")),
        [(MESSAGE, PNG)],
        [(MESSAGE, "[]")],
        [("live-state", PNG)],
        [("live-event", PNG)],
    ],
)
def test_what_names_no_place_for_a_file_is_a_bad_request(pairs: list[tuple[str, Any]]) -> None:
    with pytest.raises(BadRequestError):
        parse_post(pairs, SETTINGS)


def test_a_text_and_a_file_of_one_name_are_invalid() -> None:
    with pytest.raises(InvalidError) as caught:
        parse_post([("live-event", "submit"), ("photo", PNG), ("photo", "x")], SETTINGS)
    assert caught.value.errors == {"photo": ["A text is expected"]}


@pytest.mark.parametrize("pairs", [[("photo", PNG)] * 4, [("a", "x" * 600), ("b", "x" * 600), ("photo", PNG)]])
def test_more_files_or_more_text_than_may_be_is_too_large(pairs: list[tuple[str, Any]]) -> None:
    with pytest.raises(TooLargeError):
        parse_post(pairs, SETTINGS)


@pytest.mark.parametrize(
    ("name", "content_type", "limit"),
    [
        ("reports", "multipart/form-data; boundary=x", 10 * 1024 * 1024),
        ("reports", "application/json", 1024 * 1024),
        ("plain", "multipart/form-data; boundary=x", 1024 * 1024),
        ("unknown", "multipart/form-data; boundary=x", 1024 * 1024),
    ],
)
def test_only_a_form_with_files_may_be_long(name: str, content_type: str, limit: int, host: Host) -> None:
    host.registry.register("reports")(Reports)
    host.registry.register("plain")(Plain)
    head = Head(method="POST", content_type=content_type)
    assert body_limit(name, head, host.settings, host.registry) == limit


def test_a_message_with_files_that_comes_again_is_answered_again(host: Host, drive: Any) -> None:
    host = dataclasses.replace(host, replies=MemoryReplyStore())
    host.registry.register("reports")(Reports)
    shown = {"component": "reports", "state": mount(Reports).snapshot}

    def sent(photo: Upload) -> Any:
        body = message(shown, ("0.photo", photo), event="submit", fields={"title": "A"}, key="k:1")
        post = Post(name="reports", kind="json", body=body, page="", identity=NOBODY)
        return drive(respond(post, host, lambda work, cls: work()))

    first, again = sent(PNG), sent(Upload.of(b"\x89PNG", name="cat.png", content_type="image/png"))
    other = sent(Upload.of(b"\x89PNGx", name="cat.png", content_type="image/png"))
    assert first.status == 200
    assert again == first
    assert other != first


def test_a_test_chooses_files_as_a_user_does() -> None:
    form = mount(Reports).fill("photo", PNG).fill("papers", [PDF]).submit(title="A")
    assert form.state["told"] == ["cat.png", "\x89PNG", [2005]]
    assert form.submit(title="B", photo=PNG).state["told"][2] == []


@pytest.mark.parametrize(
    ("name", "value"), [("photo", [PNG, PNG]), ("photo", "cat.png"), ("title", PNG), ("off", PNG), ("photo", True)]
)
def test_a_test_cannot_choose_what_a_user_cannot(name: str, value: Any) -> None:
    with pytest.raises(ImpossibleError):
        mount(Reports).fill(name, value)


def test_a_choice_can_be_taken_back() -> None:
    form = mount(Reports).fill("photo", PNG).fill("photo", "").submit(title="A")
    assert form.state["field_errors"] == {"photo": ["Field required"]}


def test_an_uploads_repr_says_nothing_of_it() -> None:
    assert repr(PNG) == "Upload(size=4)"


def test_files_are_laid_over_what_the_state_holds() -> None:
    class Line(BaseModel):
        what: str = ""
        scan: Upload | None = None

    class Letter(BaseModel):
        subject: str
        photo: Upload
        cover: Line
        lines: list[Line] = []

    form, file = form_of(Letter), Upload.of(b"x", name="a.txt")
    blank = form.blank()
    names = {"subject": "Hi", "photo": file, "cover.scan": file, "lines.0.scan": file, "lines.1.what": "two"}
    sent = form.put(blank, names)
    assert form.with_files(form.kept(sent), sent) == sent
    assert form.with_files({**blank, "lines": [{"what": "", "scan": ""}]}, sent)["lines"] == sent["lines"][:1]
    assert form.with_files({**blank, "cover": "", "other": 1}, {"photo": file}) == {
        **blank,
        "cover": "",
        "other": 1,
        "photo": file,
    }
