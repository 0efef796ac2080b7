"""The lists of models in a form, wherever they are in it."""

from typing import Any

from pydantic import BaseModel

from component_framework.core.rows import Rows, row_lists
from component_framework.core.schema import form_of


class Part(BaseModel):
    name: str = ""


class Item(BaseModel):
    parts: list[Part] = []


class Box(BaseModel):
    items: list[Item] = []
    lid: Item = Item()
    title: str = ""


def lists(data: dict[str, Any]) -> dict[str, Rows]:
    return {rows.name: rows for rows in row_lists(form_of(Box), data)}


def test_lists_are_found_in_models_and_in_rows() -> None:
    data = {"items": [{"parts": []}, {"parts": [{"name": "a"}]}], "lid": {"parts": []}}
    assert list(lists(data)) == ["items", "items.0.parts", "items.1.parts", "lid.parts"]


def test_data_of_another_shape_has_no_rows() -> None:
    data: dict[str, Any] = {"items": "x", "lid": "x"}
    assert lists(data)["items"].items == []
    assert data["items"] == []


def test_a_key_is_given_once() -> None:
    data: dict[str, Any] = {"items": [{}, {}]}
    lists(data)["items"].mark()
    first, second = [row["_key"] for row in data["items"]]
    lists(data)["items"].mark()
    assert [row["_key"] for row in data["items"]] == [first, second]
    assert (lists(data)["items"].find(second), lists(data)["items"].find("other")) == (1, None)


def test_what_is_known_of_rows_moves_up_when_one_goes() -> None:
    known = {"": 0, "items": 1, "items.0.parts": 2, "items.1": 3, "items.2.parts.1.name": 4, "itemsize.2": 5}
    assert Rows("items", form_of(Item), []).without(1, known) == {
        "": 0,
        "items": 1,
        "items.0.parts": 2,
        "items.1.parts.1.name": 4,
        "itemsize.2": 5,
    }


def test_a_template_is_told_all_of_a_row() -> None:
    errors = {"items.0.parts": ["Too few"], "title": ["Too long"]}
    assert Rows("items", form_of(Item), [{"_key": "k", "parts": []}, {}]).shown(errors) == [
        {"key": "k", "name": "items.0", "data": {"_key": "k", "parts": []}, "errors": {"parts": ["Too few"]}},
        {"key": "", "name": "items.1", "data": {}, "errors": {}},
    ]
