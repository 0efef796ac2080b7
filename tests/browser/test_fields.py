"""Fields that `live_fields` shows, before somebody who uses them: every kind of control, behind FastAPI's endpoint."""

from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Annotated, Any, Literal

import pytest
from browser.axe import violations
from browser.conftest import NOT_A_MODULE, Site
from fastapi import Depends, FastAPI
from fastapi.responses import HTMLResponse
from fastapi.testclient import TestClient
from jinja2 import DictLoader, Environment
from playwright.sync_api import Page, Route, expect
from pydantic import BaseModel, EmailStr, Field, HttpUrl, SecretStr

from component_framework.adapters.fastapi import LivePage, create_component_routes
from component_framework.adapters.jinjax_renderer import JinjaRenderer
from component_framework.core import ComponentSettings, FormComponent, Shown, registry

TEMPLATE = """<section>
  {% call live_form("submit", novalidate=True, aria_label="All") %}{{ live_fields() }}<button>Send</button>{% endcall %}
</section>"""
JSON = {"Content-Type": "application/json", "X-Component-Request": "1", "Sec-Fetch-Site": "same-origin"}
Letter = Literal["a", "b", "c"]


class Line(BaseModel):
    what: str
    qty: int = Field(1, ge=1)


class Everything(BaseModel):
    name: str = Field(min_length=2, description="As in your passport")
    email: EmailStr
    site: HttpUrl | None = None
    secret: SecretStr = SecretStr("")
    phone: Annotated[str, Shown("tel", autocomplete="tel")] = ""
    age: int | None = Field(None, ge=0)
    price: Decimal = Field(Decimal(0), decimal_places=2)
    day: date | None = None
    at: time | None = None
    moment: datetime | None = None
    shade: Annotated[str, Shown("color")] = "#aabbcc"
    notes: str = Field("", max_length=2000)
    letter: Letter
    mark: Annotated[Letter, Shown("radio")]
    marks: list[Letter] = Field([], min_length=1)
    several: Annotated[list[Letter], Shown("select")] = []
    agreed: Literal[True]
    token: Annotated[str, Shown("hidden")] = "x"
    lines: list[Line] = []


@registry.register("every_field")
class EveryField(FormComponent):
    schema = Everything
    renderer = JinjaRenderer(Environment(autoescape=True, loader=DictLoader({"every.html": TEMPLATE})))
    template_name = "every.html"


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    app = FastAPI()
    live = create_component_routes(app, settings=ComponentSettings(keys=("k" * 40,), rate_per_s=0))

    @app.get("/page/")
    def show(page: Annotated[LivePage, Depends(live)]) -> HTMLResponse:
        return HTMLResponse(f"<main>{page.component('every_field')}</main>")

    with TestClient(app) as client:
        yield client


@pytest.fixture
def form(site: Site, client: TestClient) -> Page:
    def post(route: Route) -> None:
        path = "/" + route.request.url.split("/", 3)[3]
        answer = client.post(path, content=route.request.post_data or "", headers=JSON)
        route.fulfill(status=answer.status_code, body=answer.text, content_type="application/json")

    site.files["/large.css"] = "input, select, textarea, button { min-height: 24px; min-width: 24px }"
    site.head = '<link rel="stylesheet" href="/large.css">'
    site.posts = post
    site.page.route(NOT_A_MODULE, site.answer)
    site.open(client.get("/page/").text)
    site.page.evaluate("document.documentElement.lang = 'en'")
    return site.page


def test_no_rule_is_broken_at_first_and_when_all_is_refused(form: Page) -> None:
    form.get_by_role("button", name="Add").click()
    expect(form.get_by_label("Qty")).to_be_visible()
    assert violations(form) == []
    form.get_by_role("button", name="Send").click()
    expect(form.get_by_label("Name")).to_have_attribute("aria-invalid", "true")
    assert violations(form) == []


def test_a_field_says_what_is_wrong_when_it_is_left(form: Page) -> None:
    form.get_by_label("Name").fill("A")
    form.keyboard.press("Tab")
    expect(form.get_by_label("Name")).to_have_accessible_description(
        "As in your passport String should have at least 2 characters"
    )
    expect(form.get_by_label("Email")).to_be_focused()
    expect(form.get_by_label("Email")).not_to_have_attribute("aria-invalid", "true")


def test_a_box_of_a_group_brings_along_the_others_that_are_ticked(form: Page) -> None:
    group = form.get_by_role("group", name="Marks")
    for letter in ("A", "B"):
        with form.expect_request(lambda request: request.method == "POST") as sent:
            group.get_by_label(letter).check()
    assert sent.value.post_data_json["fields"] == {"marks": ["a", "b"]}
    for letter in ("A", "B"):
        group.get_by_label(letter).uncheck()
    expect(group).to_have_accessible_description("List should have at least 1 item after validation, not 0")


def test_enter_in_a_row_sends_the_form_and_removes_nothing(form: Page) -> None:
    form.get_by_role("button", name="Add").click()
    form.get_by_label("What").fill("Pen")
    form.keyboard.press("Enter")
    expect(form.get_by_label("Email")).to_have_attribute("aria-invalid", "true")
    expect(form.get_by_label("What")).to_have_value("Pen")


def test_a_row_stays_the_same_when_one_before_it_goes(form: Page) -> None:
    for count in (1, 2):
        form.get_by_role("button", name="Add").click()
        expect(form.get_by_label("What")).to_have_count(count)
    form.get_by_label("What").nth(1).evaluate("(element) => { element.isSecond = true; }")
    form.get_by_role("group", name="Lines 1").get_by_role("button", name="Remove").click()
    expect(form.get_by_label("What")).to_have_count(1)
    expect(form.get_by_label("What")).to_have_attribute("name", "lines.0.what")
    kept: Any = form.get_by_label("What").evaluate("(element) => element.isSecond")
    assert kept is True
