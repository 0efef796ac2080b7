"""A mounted component and a user in front of it."""

import dataclasses
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel

from component_framework.core import (
    Component,
    ComponentRegistry,
    ComponentSettings,
    ConflictError,
    ForbiddenError,
    FormComponent,
    Html,
    InvalidError,
    MemoryStateStore,
    SignedOutError,
    UnknownComponentError,
    Url,
    Writable,
    registry,
    requires,
    signed_in,
)
from component_framework.core.host import Host
from component_framework.testing import Element, ImpossibleError, mount


class Counter(Component):
    count: int = 0

    def on_increment(self, amount: int = 1) -> None:
        self.count += amount
        self.emit("counted", self.count)

    def on_reset(self) -> None:
        self.count = 0

    def render(self) -> str:
        return Html(f"""<div>
          <b id="n">{self.count}</b>
          <button data-live-click="increment"><i>Plus</i></button>
          <button data-live-click="increment" data-live-arg-amount="5" data-live-confirm="Sure?">Five</button>
          <button data-live-click="increment" data-live-args='{{"amount": 7}}' data-live-busy="drop">Seven</button>
          <button data-live-click="reset" disabled><i>Reset</i></button>
          <a>Nothing</a><a>Twice</a><a>Twice</a>
        </div>""")


class Form(Component):
    title: Annotated[str, Writable()] = ""
    size: Annotated[Literal["s", "l"], Writable()] = "s"
    agreed: Annotated[bool, Writable()] = False
    told: list[str] = []

    def on_save(self, name: str, tags: list[str] = [], id: int = 0, op: str = "") -> None:  # noqa: B006
        self.told = [name, ",".join(tags), str(id), op]

    def on_note(self, note: str, pk: int) -> None:
        self.told = [note, str(pk)]

    def on_lock(self) -> None:
        self.told = ["locked"]

    def render(self) -> str:
        return Html("""<div>
          <input name="title" data-live-model="title"><input data-live-model="agreed" type="checkbox">
          <select name="size" data-live-model="size"><option value="s">S<option value="l">L</select>
          <p data-live-change="note" data-live-arg-pk="3"><input name="note"></p>
          <input name="quiet">
          <form data-live-submit="save" data-live-arg-id="5">
            <input name="name"><select name="tags" multiple><option>a<option>b<option disabled>c</select>
            <input name="fixed" readonly><input name="off" disabled>
            <fieldset disabled><input name="boxed"></fieldset>
            <input type="hidden" name="id" value="4"><input name="twin"><input name="twin">
            <button>Save</button><button name="op" value="draft">Draft</button><button type="button">Idle</button>
          </form>
        </div>""")


class Simple(Form):
    """The same with a form that has nothing but what `save` takes."""

    def render(self) -> str:
        return Html("""<form data-live-submit="save" data-live-arg-id="5">
            <input name="name"><select name="tags" multiple><option>a<option>b</select>
            <button>Save</button><button name="op" value="draft">Draft</button>
            <span>Words</span><button type="button">Idle</button><button disabled>Never</button>
          </form>""")


def test_it_mounts_with_params_and_shows_html_and_state() -> None:
    counter = mount(Counter, count=5, component_id="c-1")
    assert (counter.state, counter.id) == ({"count": 5}, "c-1")
    assert counter.snapshot.startswith("cf1.")
    assert '<b id="n">5</b>' in counter.html


def test_the_same_class_can_be_mounted_again_and_again() -> None:
    assert [mount(Counter).state for _ in range(2)] == [{"count": 0}] * 2


def test_a_subclass_of_a_registered_class_is_itself(host: Host) -> None:
    class Sub(Counter):
        count = 7

    host.registry.register("counter")(Counter)
    assert mount(Sub).state == {"count": 7}


def test_a_registered_name_is_mounted_from_the_hosts_registry(host: Host) -> None:
    host.registry.register("counter")(Counter)
    assert mount("counter", count=3).state == {"count": 3}
    with pytest.raises(UnknownComponentError):
        mount("nothing")


def test_mounting_a_class_registers_it_nowhere_else(host: Host) -> None:
    before = list(registry)
    mount(Counter)
    assert (list(registry), list(host.registry)) == (before, [])


def test_a_host_may_be_given() -> None:
    own = Host(settings=ComponentSettings(rate_per_s=0.001, rate_burst=1), registry=ComponentRegistry())
    counter = mount(Counter, host=own)
    assert [counter.send("increment").state["count"] for _ in range(3)] == [1, 2, 3]


async def test_it_works_inside_async_tests() -> None:
    class Slow(Counter):
        async def on_increment(self, amount: int = 1) -> None:
            self.count += amount

    assert mount(Slow).send("increment").state == {"count": 1}


def test_a_user_is_who_sends() -> None:
    class Account:
        pk = 7

    @requires(signed_in)
    class Private(Counter): ...

    account = Account()
    assert mount(Private, user=account)._endpoint.identity.audience == "user:7"
    assert mount(Private, user="alice").send("increment").state == {"count": 1}
    with pytest.raises(SignedOutError):
        mount(Private)


def test_what_the_endpoint_refuses_is_raised_as_itself() -> None:
    class Closed(Counter):
        @requires(lambda component: False)
        def on_increment(self, amount: int = 1) -> None: ...

    with pytest.raises(ForbiddenError):
        mount(Closed).send("increment")
    with pytest.raises(InvalidError):
        mount(Counter).send("increment", amount="x")


class Saver(Component):
    def on_lose(self) -> None:
        raise ConflictError(mine={})

    def on_lose_all(self) -> None:
        raise ConflictError("somebody was quicker")

    def render(self) -> str:
        buttons = "".join(f"<button data-live-click='{event}'>{event}</button>" for event in self._handlers)
        return Html(f"<p>{buttons}</p>")


def test_a_conflict_is_shown_as_on_a_page() -> None:
    saver = mount(Saver)
    assert (saver.status, saver.click("lose").status) == (200, 409)
    with pytest.raises(ConflictError):
        saver.click("lose_all")


def test_sending_an_event_gives_the_new_page_and_its_effects() -> None:
    counter = mount(Counter).send("increment", amount=2)
    assert (counter.state, counter.effects) == ({"count": 2}, [{"type": "event", "name": "counted", "detail": 2}])
    assert counter.find("#n").text == "2"  # type: ignore[union-attr]


def test_a_kept_state_works_too() -> None:
    class Stored(Counter):
        state_store = MemoryStateStore()

    assert mount(Stored).send("increment").send("increment").state == {"count": 2}


@pytest.mark.parametrize("event", ["explode", "Sure?", "drop", "mount", ""])
def test_an_event_that_nothing_on_the_page_sends_is_impossible(event: str) -> None:
    with pytest.raises(ImpossibleError, match=r"nothing on the page sends .* it has \['increment', 'reset'\]"):
        mount(Counter).send(event)


def test_an_event_that_only_a_disabled_element_sends_is_impossible() -> None:
    with pytest.raises(ImpossibleError, match="nothing on the page sends 'reset'"):
        mount(Counter).send("reset")


@pytest.mark.parametrize(("target", "count"), [("Plus", 1), ("Five", 5), ("Seven", 7), ("button[data-live-args]", 7)])
def test_a_click_sends_what_the_element_or_one_round_it_says(target: str, count: int) -> None:
    assert mount(Counter).click(target).state == {"count": count}


def test_a_root_can_be_clicked_by_its_text() -> None:
    class Button(Counter):
        def render(self) -> str:
            return Html('<button data-live-click="increment">Go</button>')

    assert mount(Button).click("Go").state == {"count": 1}


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("Nothing", "a click on 'Nothing' sends nothing"),
        ("Twice", "2 elements for 'Twice' on the page; name exactly one"),
        ("Missing", "0 elements for 'Missing'"),
        ("Reset", "inside a disabled button"),
        ("button[disabled]", "is disabled"),
    ],
)
def test_a_click_that_does_nothing_is_impossible(target: str, said: str) -> None:
    with pytest.raises(ImpossibleError, match=said):
        mount(Counter).click(target)


def test_find_gives_the_first_element_or_none() -> None:
    counter = mount(Counter)
    assert isinstance(counter.find("Twice"), Element)
    assert counter.find("button") is counter.find("[data-live-click]")
    assert counter.find("Missing") is None


@pytest.mark.parametrize(("name", "value", "wanted"), [("title", "x", "x"), ("size", "l", "l"), ("agreed", True, True)])
def test_filling_a_model_sets_its_field(name: str, value: Any, wanted: Any) -> None:
    assert mount(Form).fill(name, value).state[name] == wanted


def test_unticking_sets_false() -> None:
    assert mount(Form, agreed=True).fill("agreed", False).state["agreed"] is False


def test_filling_sends_the_change_of_an_element_round_the_control() -> None:
    assert mount(Form).fill("note", "x").state["told"] == ["x", "3"]


def test_filling_a_control_that_sends_nothing_sends_nothing() -> None:
    form = mount(Form)
    snapshot = form.snapshot
    assert form.fill("quiet", "x").snapshot == snapshot
    assert form.find("[name=quiet]").attributes["value"] == "x"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("missing", "x", r"0 controls called 'missing'; there are \['boxed', "),
        ("twin", "x", "2 controls called 'twin'"),
        ("id", "9", "0 controls called 'id'"),
        ("fixed", "x", "the control 'fixed' is disabled or read-only"),
        ("off", "x", "the control 'off' is disabled"),
        ("boxed", "x", "the control 'boxed' is disabled"),
        ("size", "xl", r"the control 'size': it has no option 'xl'"),
        ("size", ["s", "l"], "it takes one option"),
        ("tags", ["c"], "it has no option 'c'"),
    ],
)
def test_filling_what_a_user_could_not_is_impossible(name: str, value: Any, said: str) -> None:
    with pytest.raises(ImpossibleError, match=said):
        mount(Form).fill(name, value)


def test_submitting_sends_the_filled_form_with_its_arguments() -> None:
    form = mount(Simple).submit(name="x", tags=["a", "b"])
    assert form.state["told"] == ["x", "a,b", "5", ""]


def test_what_was_filled_before_is_submitted_too() -> None:
    assert mount(Simple).fill("name", "x").fill("tags", ["b"]).submit("form").state["told"] == ["x", "b", "5", ""]


@pytest.mark.parametrize(("button", "op"), [("Save", ""), ("Draft", "draft")])
def test_a_click_on_a_submit_button_submits_with_its_name_and_value(button: str, op: str) -> None:
    assert mount(Simple).fill("name", "x").click(button).state["told"] == ["x", "", "5", op]


@pytest.mark.parametrize("target", ["Idle", "Words"])
def test_a_click_inside_a_form_that_submits_nothing_is_impossible(target: str) -> None:
    with pytest.raises(ImpossibleError, match="sends nothing"):
        mount(Simple).click(target)


def test_a_disabled_submit_button_cannot_be_clicked() -> None:
    with pytest.raises(ImpossibleError, match="'Never' is disabled"):
        mount(Simple).click("Never")


@pytest.mark.parametrize("target", ["span", "Words"])
def test_submitting_what_is_no_live_form_is_impossible(target: str) -> None:
    with pytest.raises(ImpossibleError, match="is not a form with data-live-submit"):
        mount(Simple).submit(target)


def test_submitting_where_there_is_no_form_is_impossible() -> None:
    with pytest.raises(ImpossibleError, match="0 elements"):
        mount(Counter).submit()


@pytest.mark.parametrize("name", ["missing", "op"])
def test_submitting_a_field_that_is_not_in_the_form_is_impossible(name: str) -> None:
    with pytest.raises(ImpossibleError, match=f"0 controls called '{name}'"):
        mount(Simple).submit(**{name: "x"})


def test_submitting_a_control_outside_the_form_is_impossible() -> None:
    with pytest.raises(ImpossibleError, match="0 controls called 'title'"):
        mount(Form).submit(title="x")


def test_a_host_with_keys_signs_with_them(host: Host) -> None:
    keyless = dataclasses.replace(host, settings=ComponentSettings())
    assert mount(Counter, host=host).snapshot.split(".")[1] != mount(Counter, host=keyless).snapshot.split(".")[1]


def test_a_registered_class_is_mounted_under_its_name(host: Host) -> None:
    @host.registry.register("tally")
    class Tally(Counter): ...

    assert 'data-live="tally"' in mount(Tally).click("Five").html


class Todos(Component):
    show: Annotated[Literal["all", "open", "done"], Url()] = "all"
    tags: Annotated[list[str], Url(replace=True)] = []
    keys: list[str] = []

    def on_show(self, show: str) -> None:
        self.show = show  # type: ignore[assignment]

    def on_key(self, title: str = "", by: str = "") -> None:
        self.keys = [*self.keys, f"{title}{by}"]

    def on_up(self, title: str = "") -> None:
        self.keys = [*self.keys, f"up {title}"]

    def on_leaf(self) -> None:
        self.push_url("/page/?show=x&leaf=2")
        self.tags = ["a"]

    def render(self) -> str:
        return Html(f"""<section data-live-keydown="key" data-live-arg-by="round" data-live-window="resize:leaf">
          <output>{self.show}</output>
          <button data-live-click="show" data-live-arg-show="open">Open</button>
          <input name="title" value="Milk" data-live-keydown="key" data-live-keys="Enter" data-live-keyup="up">
          <input name="off" disabled><i>text</i> <i id="filtered" data-live-keydown="key" data-live-keys="Escape"></i>
        </section>""")


def test_a_page_has_a_query_that_fields_follow() -> None:
    assert mount(Todos, query="?show=open&tags=a&tags=b").state["tags"] == ["a", "b"]
    assert mount(Todos, query="show=open", show="done").state["show"] == "open"


def test_the_query_is_that_of_the_address_bar() -> None:
    todos = mount(Todos, query="q=1")
    assert todos.click("Open").query == "q=1&show=open"
    assert todos.send("leaf").query == "show=x&leaf=2&tags=a"


def test_visiting_another_query_has_the_fields_follow_without_an_effect() -> None:
    todos = mount(Todos).click("Open").visit("?show=done")
    assert (todos.state["show"], todos.query, todos.effects) == ("done", "show=done", [])
    assert todos.visit("").state["show"] == "all"


def test_what_follows_no_query_cannot_be_visited() -> None:
    with pytest.raises(ImpossibleError, match="'counter' follows no query"):
        mount(Counter).visit("count=5")


def test_pressing_a_key_sends_the_controls_text_down_and_up() -> None:
    assert mount(Todos).press("[name=title]", "Enter").state["keys"] == ["Milk", "up Milk"]


def test_a_key_is_heard_round_the_element() -> None:
    assert mount(Todos).press("text", "x").state["keys"] == ["round"]


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("#filtered", "'Shift[+]Enter' on '#filtered' sends nothing"),
        ("[name=title]", "sends nothing"),  # the innermost element with the attribute wins, also where it takes none
        ("[name=off]", "is disabled"),
    ],
)
def test_pressing_what_nothing_hears_is_impossible(target: str, said: str) -> None:
    with pytest.raises(ImpossibleError, match=said):
        mount(Todos).press(target, "Shift+Enter")


def test_a_control_of_a_nested_name_is_filled_and_submitted(renderer: Any) -> None:
    class Address(BaseModel):
        city: str

    class Order(BaseModel):
        address: Address
        items: list[Address] = []

    class OrderForm(FormComponent):
        schema = Order
        template_name = "order.html"

    controls = '<input name="address.city" data-live-change="field_change"><input name="items.0.city">'
    renderer.pages["order.html"] = lambda _: f'<form data-live-submit="submit">{controls}</form>'
    form = mount(OrderForm).fill("address.city", "Oslo")
    assert (form.state["form_data"]["address"], form.state["touched"]) == ({"city": "Oslo"}, ["address.city"])
    form.submit(**{"address.city": "Bonn", "items.0.city": ""})
    assert list(form.state["field_errors"]) == ["items.0.city"]
