"""Files: handed to the form that asks for them, refused with reasons, and expected nowhere else."""

from ast import literal_eval

import pytest

from component_framework.core import Upload
from conformance.site import Shown, Site, by_http, shown_in

PNG = Upload.of(b"\x89PNG\0", name="cat.png", content_type="image/png")
LARGE = Upload.of(b"x" * 101, name="cat.png", content_type="image/png")
TEXT = Upload.of(b"x", name="cat.txt", content_type="text/plain")
GOT = "cat.png image/png 5 b'\\x89PNG\\x00'"


@by_http
@pytest.mark.parametrize("name", ["conforming_files", "conforming_later_files"])
def test_a_forms_file_is_handed_over(site: Site, name: str) -> None:
    shown = site.open(name)
    answer = site.send_files(shown, {"scan": PNG, "more": TEXT}, event="submit", fields={"title": "A"})
    again = shown_in(answer.json["html"], shown.page)
    assert literal_eval(again.state["got"]) == [GOT, "cat.txt text/plain 1 b'x'"]  # a repr of ours
    assert "cat" not in again.state["form_data"]


@by_http
@pytest.mark.parametrize("is_htmx", [True, False])
def test_a_form_post_brings_files(site: Site, is_htmx: bool) -> None:
    shown = site.open("conforming_files")
    assert shown.only("form").attributes["enctype"] == "multipart/form-data"
    answer = site.submit(shown, {"title": "A", "scan": PNG}, is_htmx=is_htmx)
    again = shown_in(answer.text, shown.page) if is_htmx else site.load(answer.headers["Location"])
    assert literal_eval(again.state["got"]) == [GOT]  # a repr of ours


@by_http
@pytest.mark.parametrize(
    ("file", "reason"),
    [(LARGE, "scan: The file is larger than 100 bytes"), (TEXT, "scan: The file is none of image/png, .pdf")],
)
def test_a_file_that_does_not_fit_is_refused_beside_its_field(site: Site, file: Upload, reason: str) -> None:
    shown = site.open("conforming_files")
    answer = site.send_files(shown, {"scan": file}, event="submit", fields={"title": "A"})
    again: Shown = shown_in(answer.json["html"], shown.page)
    assert (answer.status, again.errors, again.state["got"]) == (422, [reason], "[]")


def test_a_file_that_is_missing_is_asked_for(site: Site) -> None:
    shown = site.open("conforming_files")
    answer = site.send(shown, event="submit", fields={"title": "A"})
    assert shown_in(answer.json["html"], shown.page).errors == ["scan: Field required"]


@by_http
@pytest.mark.parametrize("name", ["title", "other"])
def test_a_file_where_none_is_expected_is_refused(site: Site, name: str) -> None:
    answer = site.send_files(site.open("conforming_files"), {name: PNG}, event="submit")
    assert (answer.status, answer.json["errors"]) == (422, {name: ["No file is expected here"]})


def test_json_is_no_file(site: Site) -> None:
    answer = site.send(site.open("conforming_files"), event="submit", payload={"scan": {"name": "cat.png", "size": 5}})
    assert (answer.status, answer.json["errors"]) == (422, {"scan": ["A file is expected"]})


@by_http
def test_a_message_with_a_file_that_comes_again_is_answered_again(site: Site) -> None:
    shown = site.open("conforming_files")
    first, again = (site.send_files(shown, {"scan": PNG}, event="submit", fields={"title": "A"}) for _ in range(2))
    assert (again.status, again.text) == (first.status, first.text)
