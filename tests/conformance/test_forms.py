"""Forms over a schema: checked, shown again as typed, handed over once they fit."""

from ast import literal_eval
from typing import Any

from component_framework.testing import Element
from conformance.site import Answer, Shown, Site, by_http, shown_in

FITTING = {"name": "Ada", "email": "ada@example.com", "place.city": "London"}


def shown_after(shown: Shown, answer: Answer) -> Shown:
    return shown_in(answer.json["html"], shown.page)


def control(shown: Shown, name: str) -> Element:
    return next(element for element in shown.root.walk() if element.attributes.get("name") == name)


def texts_of(shown: Shown, mark: str) -> list[str]:
    return [element.text for element in shown.root.find_all(f"p.{mark}")]


def test_a_submit_that_fits_is_handed_over_as_the_schemas_values(site: Site) -> None:
    shown = site.open("conforming_form")
    fields = {**FITTING, "day": "2026-11-28", "budget": "1.10", "topic": "sales", "news": "on", "tags": ["a", "b"]}
    again = shown_after(shown, site.send(shown, event="submit", fields={**fields, "lines.0.what": "Pen"}))
    assert literal_eval(again.state["accepted"]) == {
        "name": "'Ada'",
        "email": "'ada@example.com'",
        "day": "datetime.date(2026, 11, 28)",
        "budget": "Decimal('1.10')",
        "topic": "'sales'",
        "news": "True",
        "tags": "['a', 'b']",
        "place": "{'city': 'London'}",
        "lines": "[{'what': 'Pen', 'qty': 1}]",
    }
    assert (again.state["submitted"], again.state["is_valid"]) == ("True", "True")


def test_an_accepted_form_is_cleared_and_says_so(site: Site) -> None:
    shown = site.open("conforming_form")
    again = shown_after(shown, site.send(shown, event="submit", fields=FITTING))
    assert again.root.find_all("output")[0].text == "Thank you"
    assert control(again, "name").attributes["value"] == ""


def test_a_refused_submit_is_an_update_with_reasons_and_the_values_as_typed(site: Site) -> None:
    shown = site.open("conforming_form")
    answer = site.send(shown, event="submit", fields={**FITTING, "name": "A", "email": "ada", "place.city": ""})
    again = shown_after(shown, answer)
    assert (answer.status, answer.json["type"], answer.json["status"]) == (422, "component_update", 422)
    assert [len(texts_of(again, mark)) for mark in ("name", "email", "city")] == [1, 1, 1]
    assert control(again, "email").attributes["value"] == "ada"
    assert again.state["accepted"] == "{}"


def test_an_async_on_submit_runs_only_when_all_fits(site: Site) -> None:
    shown = site.open("conforming_later_form")
    refused = site.send(shown, event="submit", fields={"name": "Ada"})
    accepted = site.send(shown, event="submit", fields=FITTING)
    assert (refused.status, shown_after(shown, refused).state["accepted"]) == (422, "{}")
    assert (accepted.status, len(literal_eval(shown_after(shown, accepted).state["accepted"]))) == (200, 9)


def test_what_on_submit_refuses_is_shown_like_what_the_schema_refuses(site: Site) -> None:
    for name, mark, reason in (("Mallory", "name", "Not you"), ("Eve", "email", "It is taken")):
        shown = site.open("conforming_form")
        answer = site.send(shown, event="submit", fields={**FITTING, "name": name})
        again = shown_after(shown, answer)
        assert (answer.status, texts_of(again, mark)) == (422, [reason])
        assert control(again, "name").attributes["value"] == name


def test_a_changed_field_is_checked_alone(site: Site) -> None:
    shown = site.open("conforming_form")
    again = shown_after(shown, site.send(shown, event="field_change", fields={"email": "ada"}))
    assert (len(texts_of(again, "email")), texts_of(again, "name")) == (1, [])
    named: Any = {"field": "email", "value": "ada@example.com"}
    assert texts_of(site.act(again, "field_change", **named), "email") == []


def test_a_form_takes_only_what_its_schema_has(site: Site) -> None:
    shown = site.open("conforming_form")
    for name in ("accepted", "place.street", "is_valid", "lines.1.qty"):
        answer = site.send(shown, event="submit", fields={**FITTING, name: "x"})
        assert (answer.verdict, list(answer.json["errors"])) == ((422, "invalid"), [name])


def test_rows_are_added_and_removed_by_their_keys(site: Site) -> None:
    shown = site.act(site.open("conforming_form"), "add_item", list_name="lines")
    shown = site.act(shown, "add_item", list_name="lines")
    shown = shown_after(shown, site.send(shown, event="field_change", fields={"lines.1.qty": "0"}))
    first, second = (element.attributes["data-key"] for element in shown.root.find_all("fieldset"))
    shown = site.act(shown, "remove_item", list_name="lines", key=first)
    (left,) = shown.root.find_all("fieldset")
    assert (left.attributes["data-key"], len(texts_of(shown, "qty"))) == (second, 1)
    assert control(shown, "lines.0.qty").attributes["value"] == "0"


@by_http
def test_a_plain_form_comes_back_with_its_reasons_and_values(site: Site) -> None:
    for name in ("A", "Mallory"):
        answer = site.submit(site.open("conforming_form"), {**FITTING, "name": name})
        shown = site.load(answer.headers["Location"])
        assert (answer.status, len(texts_of(shown, "name"))) == (303, 1)
        assert control(shown, "name").attributes["value"] == name
        assert control(shown, "news").attributes.get("checked") is None


@by_http
def test_a_plain_form_that_fits_leads_on(site: Site) -> None:
    answer = site.submit(site.open("conforming_form"), FITTING)
    assert (answer.status, site.load(answer.headers["Location"]).state["is_valid"]) == (303, "True")
    thanks = site.submit(site.open("conforming_thanks_form"), FITTING)
    assert (thanks.status, thanks.headers["Location"]) == (303, "/thanks/")


@by_http
def test_a_plain_forms_buttons_add_and_remove_rows(site: Site) -> None:
    answer = site.submit(site.open("conforming_form"), {"live-event": "add_item?list_name=lines"}, form=1)
    shown = site.load(answer.headers["Location"])
    (row,) = shown.root.find_all("fieldset")
    event = f"remove_item?list_name=lines&key={row.attributes['data-key']}"
    again = site.load(site.submit(shown, {"live-event": event}, form=1).headers["Location"])
    assert again.root.find_all("fieldset") == []


@by_http
def test_htmx_gets_a_refused_form_with_its_values(site: Site) -> None:
    shown = site.open("conforming_form")
    answer = site.submit(shown, {**FITTING, "name": "A"}, is_htmx=True)
    again = shown_in(answer.text, shown.page)
    assert (answer.status, len(texts_of(again, "name"))) == (200, 1)
    assert control(again, "name").attributes["value"] == "A"
