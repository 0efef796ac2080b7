"""Lists of models in a form: their rows, which keep a key while others come and go."""

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from component_framework.core.context import Reasons
from component_framework.core.json_data import is_array, is_object
from component_framework.core.shape import FormData, FormShape

T = TypeVar("T")
KEY: Final = "_key"
"""Where a row keeps its key, beside its values: no field of pydantic's is called so."""


@dataclass(frozen=True)
class Rows:
    """The rows of the list `name`: form data, changed in place."""

    name: str
    form: FormShape
    items: list[FormData]

    def find(self, key: str) -> int | None:
        """The number of the row with that key."""
        return next((number for number, row in enumerate(self.items) if row.get(KEY) == key), None)

    def mark(self) -> None:
        """Give a key to each row that has none."""
        for row in self.items:
            row.setdefault(KEY, secrets.token_hex(4))

    def without(self, number: int, named: Mapping[str, T]) -> dict[str, T]:
        """`named`, values by names of controls, as it is once the row `number` is gone."""
        found: dict[str, T] = {}
        for name, value in named.items():
            row, dot, rest = name.removeprefix(f"{self.name}.").partition(".")
            if not name.startswith(f"{self.name}.") or not row.isdecimal() or int(row) < number:
                found[name] = value
            elif int(row) > number:
                found[f"{self.name}.{int(row) - 1}{dot}{rest}"] = value
        return found

    def shown(self, errors: Mapping[str, list[str]]) -> list[dict[str, Any]]:
        """For a template: each row's `key`, the `name` that its controls' names begin with, its `data` and `errors`."""
        return [self._shown(f"{self.name}.{number}", row, errors) for number, row in enumerate(self.items)]

    def _shown(self, name: str, row: FormData, errors: Mapping[str, list[str]]) -> dict[str, Any]:
        start = f"{name}."
        own = Reasons({place.removeprefix(start): texts for place, texts in errors.items() if place.startswith(start)})
        return {"key": row.get(KEY, ""), "name": name, "data": row, "errors": own}


def row_lists(form: FormShape, data: FormData, above: str = "") -> Iterator[Rows]:
    """Every list of models in `data`, those in other lists' rows included."""
    for name, field in form.fields.items():
        value, place = data.get(name), f"{above}{name}"
        if field.form is None:
            continue
        if not field.is_rows:
            yield from row_lists(field.form, value, f"{place}.") if is_object(value) else ()
            continue
        items = [row for row in value if is_object(row)] if is_array(value) else []
        data[name] = items
        yield Rows(place, field.form, items)
        for number, row in enumerate(items):
            yield from row_lists(field.form, row, f"{place}.{number}.")
