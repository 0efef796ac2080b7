"""A fuzzer that knows only the app's own OpenAPI document finds no 500 and no status that the document leaves out."""

import re
from collections import Counter
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal

import pytest
import schemathesis
from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from pydantic import BaseModel, Field
from schemathesis import GenerationMode

from component_framework.adapters.django_views.host import django_host
from component_framework.adapters.fastapi import LivePage, create_component_routes
from component_framework.core import Component, ComponentSettings, Writable
from component_framework.core.host import configure
from component_framework.core.registry import ComponentRegistry

registry = ComponentRegistry()
EXAMPLES = 60


class Size(Enum):
    SMALL = "s"
    LARGE = "l"


class Address(BaseModel):
    street: str
    numbers: list[int] = []


class Template:
    def render(self, template_name: str, context: Any) -> str:
        return f"<p>{context['state']!r}</p>"


@registry.register("order")
class Order(Component):
    count: int = 0
    price: Decimal = Decimal("1.50")
    day: date | None = None
    note: Annotated[str, Writable()] = ""

    def on_add(self, amount: int = 1) -> None:
        self.count += amount

    def on_deliver(self, to: Address, day: date | None = None) -> None:
        self.day, self.note = day, to.street

    async def on_choose(self, size: Size, how: Literal["post", "bike"], tags: list[str]) -> None:
        self.note = ",".join(tags) + size.value + how

    def on_pay(self, price: Annotated[Decimal, Field(ge=0, le=1000)], tip: float = 0.0, card: bool = False) -> None:
        self.price = price


EVENTS = sorted(Order._handlers)

app = FastAPI()
live = create_component_routes(
    app,
    registry=registry,
    renderer=Template(),
    settings=ComponentSettings(keys=("k" * 40,), rate_per_s=0),
    include_in_schema=True,
)
configure(django_host)  # the host of all other tests in this process


@app.get("/page", include_in_schema=False)
def page(page: Annotated[LivePage, Depends(live)]) -> str:
    return page.component("order")


schema = schemathesis.openapi.from_asgi("/openapi.json", app)
OPERATIONS = {operation.ok().path.rpartition("/")[2]: operation.ok() for operation in schema.get_all_operations()}


@pytest.fixture(scope="module")
def snapshot() -> str:
    with TestClient(app) as client:
        found = re.search('data-live-state=[^"]*"([^"\\\\]*)', client.get("/page").text)
    assert found
    return found[1]


def test_every_event_is_an_operation() -> None:
    assert sorted(OPERATIONS) == EVENTS


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize(("mode", "wanted"), [(GenerationMode.POSITIVE, 200), (GenerationMode.NEGATIVE, 422)])
def test_what_the_document_allows_works_and_the_rest_is_refused(
    event: str, mode: GenerationMode, wanted: int, snapshot: str
) -> None:
    seen: Counter[int] = Counter()
    operation = OPERATIONS[event]

    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(generation_mode=mode))
    def run(case: Any) -> None:
        case.headers = {"X-Component-Request": "1"}
        if isinstance(case.body, dict):
            case.body["state"] = snapshot
        response = case.call()
        seen[response.status_code] += 1
        assert str(response.status_code) in operation.definition.raw["responses"], (response.text, case.body)
        assert response.status_code < 500, (response.text, case.body)

    run()
    assert seen[wanted] > 0, seen
