"""Forms under every driver: what was typed is kept, and `on_submit()` runs only when it fits."""

import json
from collections.abc import Callable
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, model_validator

from component_framework.core import (
    ConfigurationError,
    FormComponent,
    InvalidError,
    MemoryStateStore,
    ParamsError,
    UnknownEventError,
    Writable,
)
from component_framework.core.flow import run
from component_framework.core.host import Host
from component_framework.core.identity import NOBODY
from component_framework.core.mounting import restore
from component_framework.core.web import Post, respond

Dispatch = Callable[..., Any]


class Item(BaseModel):
    name: str
    qty: int = 1


class Contact(BaseModel):
    name: str
    age: int | None = None
    news: bool = False
    items: list[Item] = []

    @model_validator(mode="after")
    def _is_known(self) -> "Contact":
        if self.name == "Nobody":
            raise ValueError("Say who you are")
        return self


class Form(FormComponent):
    schema = Contact
    template_name = "form.html"
    sent: list[Any] = []

    def on_submit(self) -> None:
        self.sent = [*self.sent, [self.validated_data["name"], self.validated_data["age"]]]


class LaterForm(Form):
    async def on_submit(self) -> None:  # type: ignore[override]
        Form.on_submit(self)


BLANK = {"name": "", "age": "", "news": "", "items": []}


@pytest.mark.parametrize("cls", [Form, LaterForm])
@pytest.mark.parametrize("payload", [{"name": "Ada", "age": "36"}, {"form_data": {"name": "Ada", "age": 36}}])
def test_what_fits_is_handed_over_and_the_form_is_cleared(cls: Any, payload: Any, dispatch: Dispatch) -> None:
    assert dispatch(cls, "submit", payload)["state"] == {
        "form_data": BLANK,
        "submitted": True,
        "is_valid": True,
        "touched": [],
        "field_errors": {},
        "sent": [["Ada", 36]],
    }


@pytest.mark.parametrize("cls", [Form, LaterForm])
@pytest.mark.parametrize("state", [None, {}, {"form_data": {}}])
def test_what_does_not_fit_is_kept_and_not_handed_over(cls: Any, state: Any, dispatch: Dispatch) -> None:
    found = dispatch(cls, "submit", {"name": "", "age": "old"}, state=state)["state"]
    assert (found["submitted"], found["is_valid"], found["sent"]) == (True, False, [])
    assert list(found["field_errors"]) == ["name", "age"]
    assert found["form_data"]["age"] == "old"


def test_a_field_is_checked_when_it_changes_and_alone(dispatch: Dispatch) -> None:
    state = dispatch(Form, "field_change", {"field": "age", "value": "old"})["state"]
    assert (list(state["field_errors"]), state["touched"]) == (["age"], ["age"])
    again = dispatch(Form, "field_change", {"field": "age", "value": "36"}, state=state)["state"]
    assert (again["field_errors"], again["touched"]) == ({}, ["age"])


def test_a_changed_field_leaves_the_other_reasons_of_a_submit(dispatch: Dispatch) -> None:
    state = dispatch(Form, "submit", {"age": "old", "items": [{"qty": "x"}]})["state"]
    again = dispatch(Form, "field_change", {"items": [{"name": "a"}]}, state=state)["state"]
    assert list(again["field_errors"]) == ["name", "age"]


def test_reasons_are_shown_for_touched_fields_until_a_submit(dispatch: Dispatch, renderer: Any) -> None:
    class Eager(Form):
        def before_render(self) -> None:
            self.field_errors = {**self.field_errors, "name": ["Too short"]}

    renderer.pages["form.html"] = lambda context: f"<p>{sorted(context['errors'])}</p>"
    shown = dispatch(Eager, "field_change", {"field": "age", "value": "old"})
    assert shown["html"] == "<p>['age']</p>"
    assert dispatch(Eager, "submit", {"age": "1"}, state=shown["state"])["html"] == "<p>['name']</p>"


def test_reasons_for_the_whole_form_stand_under_no_name(dispatch: Dispatch) -> None:
    state = dispatch(Form, "submit", {"name": "Nobody"})["state"]
    assert state["field_errors"] == {"": ["Say who you are"]}


def test_who_goes_on_after_a_success_begins_anew(dispatch: Dispatch) -> None:
    state = dispatch(Form, "submit", {"name": "Ada"})["state"]
    again = dispatch(Form, "field_change", {"field": "name", "value": "B"}, state=state)["state"]
    assert (again["submitted"], again["is_valid"], again["form_data"]["name"]) == (False, False, "B")


def test_a_form_may_keep_what_it_sent(dispatch: Dispatch) -> None:
    class Keeping(Form):
        keep_after_submit = True

    class Leaving(Form):
        def on_submit(self) -> None:
            self.redirect("/thanks/")

    class Setting(Form):
        def on_submit(self) -> None:
            self.form_data["name"] = "Next"

    names = [
        dispatch(cls, "submit", {"name": "Ada"})["state"]["form_data"]["name"] for cls in (Keeping, Leaving, Setting)
    ]
    assert names == ["Ada", "Ada", "Next"]


def test_on_submit_refuses_by_adding_an_error(dispatch: Dispatch) -> None:
    class Taken(Form):
        def on_submit(self) -> None:
            self.add_error("name", "It is taken")
            self.add_error("name", "Really")

    state = dispatch(Taken, "submit", {"name": "Ada"})["state"]
    assert state["field_errors"] == {"name": ["It is taken", "Really"]}
    assert (state["is_valid"], state["form_data"]["name"]) == (False, "Ada")


def test_what_on_submit_raises_passes_through_dispatch(dispatch: Dispatch) -> None:
    class Taken(Form):
        def on_submit(self) -> None:
            raise InvalidError({"name": ["It is taken"]})

    with pytest.raises(InvalidError):
        dispatch(Taken, "submit", {"name": "Ada"})


@pytest.mark.parametrize("event", ["submit", "field_change"])
def test_only_the_schemas_fields_may_be_sent(event: str, dispatch: Dispatch) -> None:
    with pytest.raises(InvalidError) as caught:
        dispatch(Form, event, {"sent": "x"})
    assert caught.value.errors == {"sent": ["There is no such field"]}


def test_the_name_of_a_changed_field_is_a_text(dispatch: Dispatch) -> None:
    with pytest.raises(InvalidError) as caught:
        dispatch(Form, "field_change", {"field": 5, "value": "x"})
    assert caught.value.errors == {"field": ["A text is expected"]}


def test_rows_come_and_go_by_their_keys(dispatch: Dispatch) -> None:
    state = dispatch(Form, "add_item", {"list_name": "items"})["state"]
    state = dispatch(Form, "add_item", {"list_name": "items"}, state=state)["state"]
    state = dispatch(Form, "field_change", {"items.0.qty": "x"}, state=state)["state"]
    state = dispatch(Form, "field_change", {"items.1.qty": "y"}, state=state)["state"]
    first, second = (row["_key"] for row in state["form_data"]["items"])
    again = dispatch(Form, "remove_item", {"list_name": "items", "key": first}, state=state)["state"]
    assert again["form_data"]["items"] == [{"name": "", "qty": "y", "_key": second}]
    assert (list(again["field_errors"]), again["touched"]) == (["items.0.qty"], ["items.0.qty"])
    assert dispatch(Form, "remove_item", {"list_name": "items", "key": first}, state=again)["state"] == again


def test_there_are_only_the_schemas_lists(dispatch: Dispatch) -> None:
    with pytest.raises(InvalidError) as caught:
        dispatch(Form, "add_item", {"list_name": "name"})
    assert caught.value.errors == {"list_name": ["There is no such list"]}


def test_a_template_has_the_rows_with_their_keys_names_and_reasons(dispatch: Dispatch, renderer: Any) -> None:
    renderer.pages["form.html"] = lambda context: f"<p>{context['form_rows']['items'][0]['errors']}</p>"
    shown = dispatch(Form, "submit", {"items": [{"name": "a", "qty": "x"}]})
    assert shown["html"].startswith("<p>{'qty': ['Input should be a valid integer")


def test_a_hook_follows_a_changed_field(dispatch: Dispatch) -> None:
    class Following(Form):
        def on_field_change(self, field: str, value: Any) -> None:
            self.form_data[field] = value.upper()

    state = dispatch(Following, "field_change", {"field": "name", "value": "ada"})["state"]
    assert state["form_data"]["name"] == "ADA"


def test_a_form_needs_a_schema() -> None:
    class Bare(FormComponent):
        pass

    with pytest.raises(ConfigurationError, match="set schema"):
        Bare().dispatch()


def test_an_event_can_be_taken_away(dispatch: Dispatch) -> None:
    class Fixed(Form):
        on_add_item = None  # type: ignore[assignment]

    with pytest.raises(UnknownEventError):
        dispatch(Fixed, "add_item", {"list_name": "items"})


def test_no_param_sets_what_the_form_knows_of_itself(dispatch: Dispatch) -> None:
    class Started(Form):
        def mount(self, name: str = "") -> None:
            self.form_data["name"] = name

    assert dispatch(Started, name="Ada")["state"]["form_data"]["name"] == "Ada"
    with pytest.raises(ParamsError):
        dispatch(Started, is_valid=True)


def test_other_events_keep_what_a_plain_form_sends_with_them(browser: Any, host: Host) -> None:
    class Shop(Form):
        coupon: Annotated[str, Writable()] = ""

        def on_look(self) -> None: ...

    shown = browser.show(Shop)
    fields = {"name": "Ada", "list_name": "items", "coupon": "x"}
    state = state_of(browser.send(shown, event="add_item", fields=fields), host)
    assert (state["form_data"]["name"], len(state["form_data"]["items"]), state["coupon"]) == ("Ada", 1, "x")
    assert state_of(browser.send(shown, fields={"age": "3"}), host)["form_data"]["age"] == "3"
    assert state_of(browser.send(shown, event="look"), host)["form_data"] == BLANK


def test_controls_send_their_texts_by_name(browser: Any, host: Host) -> None:
    class Shop(Form):
        coupon: Annotated[str, Writable()] = ""

    shown = browser.show(Shop)
    state = state_of(browser.send(shown, event="field_change", fields={"age": "x", "coupon": "y"}), host)
    assert (list(state["field_errors"]), state["touched"], state["coupon"]) == (["age"], ["age"], "y")
    named = browser.send(shown, event="field_change", fields={"field": "news", "value": "on"})
    assert state_of(named, host)["form_data"]["news"] == "on"


def test_a_box_that_a_submit_does_not_send_is_not_ticked(browser: Any, host: Host) -> None:
    ticked = browser.send(browser.show(Form), event="field_change", fields={"news": "on"})
    sent = {"component": "form", "component_id": ticked["component_id"], "state": ticked["state"]}
    update = browser.send(sent, event="submit", fields={"age": "x"})
    assert state_of(update, host)["form_data"]["news"] == ""
    assert update["status"] == 422


def test_a_page_of_an_older_schema_is_out_of_date() -> None:
    class Longer(Contact):
        more: str = ""

    class LongerForm(Form):
        schema = Longer

    assert LongerForm._kind.schema != Form._kind.schema


class Taken(Form):
    state_store = MemoryStateStore()

    def on_submit(self) -> None:
        raise InvalidError({"name": ["It is taken"]})


@pytest.mark.parametrize("cls", [Form, Taken])
@pytest.mark.parametrize(("kind", "status"), [("json", 422), ("htmx", 200), ("page", 422)])
def test_a_refused_submit_is_an_update_on_every_way(
    cls: Any, kind: Any, status: int, browser: Any, host: Host, renderer: Any
) -> None:
    renderer.pages["form.html"] = lambda context: f"<p>{context['form_data']['age']} {list(context['errors'])}</p>"
    shown = browser.show(cls)
    name = "Ada" if cls is Taken else ""
    answer = run(respond(post_of(shown, kind, {"name": name, "age": "3"}), host, lambda work, _: work()))
    assert (answer.status, "3 ['name']" in answer.body) == (status, True)


def test_what_no_form_has_is_refused_as_ever(browser: Any, host: Host) -> None:
    shown = browser.show(Taken)
    answers = [
        run(respond(post_of(shown, kind, {"sent": "x"}), host, lambda work, _: work())) for kind in ("json", "htmx")
    ]
    assert [answer.status for answer in answers] == [422, 200]
    assert '"code": "invalid"' in answers[0].body


def post_of(shown: dict[str, Any], kind: Any, fields: dict[str, str]) -> Post:
    message = {"type": "component_event", **shown, "event": "submit", "fields": fields}
    pairs = [("live-event", "submit"), ("live-state", shown["state"]), *fields.items()]
    body = json.dumps(message).encode() if kind == "json" else pairs
    return Post(name=shown["component"], kind=kind, body=body, page="", identity=NOBODY)


def state_of(update: dict[str, Any], host: Host) -> dict[str, Any]:
    name = next(iter(host.registry))
    return dict(run(restore(update["state"], name=name, identity=NOBODY, host=host)).state)
