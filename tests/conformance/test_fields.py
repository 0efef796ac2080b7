"""Fields that are shown for the author: labels, values, help, reasons, rows."""

from component_framework.testing import Element
from conformance.site import Answer, Shown, Site, by_http, shown_in

FITTING = {"name": "Ada", "email": "ada@example.com", "town.city": "London"}


def shown_after(shown: Shown, answer: Answer) -> Shown:
    return shown_in(answer.json["html"], shown.page)


def control(shown: Shown, name: str) -> Element:
    return next(element for element in shown.root.walk() if element.attributes.get("name") == name)


def described(shown: Shown, name: str) -> list[str]:
    ids = control(shown, name).attributes.get("aria-describedby", "").split()
    return [element.text for one in ids for element in shown.root.walk() if element.attributes.get("id") == one]


@by_http
def test_every_field_has_its_label(site: Site) -> None:
    shown = site.open("conforming_fields")
    labels = [label for label in shown.root.find_all("label") if "for" in label.attributes]
    assert [(label.text, label.attributes["for"]) for label in labels] == [
        (text, f"{shown.id}-{name}")
        for text, name in [
            ("Name", "name"),
            ("Email", "email"),
            ("Size", "size"),
            ("Gift", "gift"),
            ("City", "town-city"),
            ("Notes", "notes"),
        ]
    ]
    assert [legend.text for legend in shown.root.find_all("legend")] == ["Extras", "Town", "Stops"]


@by_http
def test_a_template_has_the_last_word_on_a_field(site: Site) -> None:
    notes = control(site.open("conforming_fields"), "notes")
    assert (notes.tag, notes.attributes["rows"], notes.attributes["aria-label"]) == ("textarea", "5", '"Notes"')


def test_a_refused_field_says_why_and_holds_what_was_typed(site: Site) -> None:
    shown = site.open("conforming_fields")
    sent = {**FITTING, "name": '"', "extras": ["wifi", "meal"], "gift": "true", "town.city": "", "notes": "<b>"}
    again = shown_after(shown, site.send(shown, event="submit", fields=sent))
    assert described(again, "name") == ["As in your passport", "String should have at least 2 characters"]
    assert (described(again, "town.city"), described(again, "email")) == (["Field required"], [])
    assert (control(again, "name").attributes["value"], control(again, "notes").text.strip()) == ('"', "<b>")
    assert len(again.root.find_all("input[checked]")) == 3


def test_a_field_is_checked_when_it_is_left(site: Site) -> None:
    shown = site.open("conforming_fields")
    again = shown_after(shown, site.send(shown, event="field_change", fields={"email": "ada"}))
    assert control(again, "email").attributes["aria-invalid"] == "true"
    assert "aria-invalid" not in control(again, "name").attributes
    ticked = shown_after(again, site.send(again, event="field_change", fields={"extras": ["wifi", "meal"]}))
    assert len(ticked.root.find_all("input[checked]")) == 2


def test_rows_come_and_go_by_their_buttons(site: Site) -> None:
    shown = site.act(site.open("conforming_fields"), "add_item", list_name="stops")
    shown = site.act(shown, "add_item", list_name="stops")
    first, second = shown.root.find_all("fieldset[data-key]")
    remove = next(button for button in first.find_all("button") if button.text == "Remove").attributes
    assert remove["data-live-click"] == "remove_item"
    left = site.act(shown, "remove_item", list_name=remove["data-live-arg-list-name"], key=remove["data-live-arg-key"])
    assert [row.attributes["data-key"] for row in left.root.find_all("fieldset[data-key]")] == [
        second.attributes["data-key"]
    ]


@by_http
def test_without_script_rows_come_and_go_and_nothing_typed_is_lost(site: Site) -> None:
    shown = site.open("conforming_fields")
    for words, count in (("Add a stop", 1), ("Add a stop", 2), ("Remove", 1)):
        button = next(button for button in shown.root.find_all("button") if button.text == words).attributes
        answer = site.press(shown, {"name": "Ada", "notes": "By train"}, button)
        shown = site.load(answer.headers["Location"])
        assert len(shown.root.find_all("fieldset[data-key]")) == count
        assert (control(shown, "name").attributes["value"], control(shown, "notes").text.strip()) == ("Ada", "By train")


def test_a_component_can_have_a_template_for_its_fields(site: Site) -> None:
    shown = site.open("conforming_own_fields")
    again = shown_after(shown, site.send(shown, event="field_change", fields={"name": "<"}))
    name = again.root.find_all("div.own")[0]
    assert [part.text for part in name.find_all("label") + name.find_all("div.errors") + name.find_all("i")] == [
        "Name",
        "String should have at least 2 characters",
        "text",
    ]
    assert name.find_all("input")[0].attributes["value"] == "<"
