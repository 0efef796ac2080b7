"""What a user and somebody else have made of one row, for a template to show side by side."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

from component_framework.adapters.django_model.columns import ModelField, is_same, value_in
from component_framework.core.json_data import is_array
from component_framework.core.shape import FormData, FormShape


@dataclass(frozen=True)
class Difference:
    """One field: what is in the database, and what the page has.

    `is_mine` where the user has changed it: that is what `keep_mine` keeps, and all else becomes theirs.
    """

    name: str
    label: str
    theirs: Any
    mine: Any
    is_mine: bool


@dataclass(frozen=True)
class Conflict:
    """`fields` are those that differ; there may be none, where the other one changed what is not shown.

    `is_gone` where somebody has deleted the row.
    """

    fields: tuple[Difference, ...] = ()
    is_gone: bool = False


def conflict_between(
    state: Mapping[str, Any], row: models.Model, fields: Mapping[str, ModelField], *, touched: Collection[str]
) -> Conflict:
    """The fields whose value in `state` is not the one of `row`; `touched` are those that the user has changed."""
    found: list[Difference] = []
    for name, field in fields.items():
        mine, theirs = state[name], value_in(row, field)
        if not is_same(field, mine, theirs):
            label = str(field.verbose_name)
            shown = {"theirs": _shown(field, theirs), "mine": _shown(field, mine)}
            found.append(Difference(name, label[:1].upper() + label[1:], **shown, is_mine=name in touched))
    return Conflict(tuple(found))


def _shown(field: ModelField, value: Any) -> Any:
    """`value`; of choices the label."""
    return dict(field.flatchoices).get(value, value) if field.flatchoices else value


def form_differences(
    form: FormShape, mine: FormData, theirs: FormData, *, typed: Collection[str], start: str = ""
) -> Iterator[Difference]:
    """What the controls of `form` hold otherwise in `mine` than in `theirs`; their names begin with `start`.

    Somebody has typed into those that are in `typed`.
    """
    for name, field in form.fields.items():
        if field.form is None and mine.get(name) != theirs.get(name):
            control = field.control(start + name, mine.get(name, ""))
            labels = {choice.value: choice.label for choice in control.choices}
            shown = {"theirs": _labelled(theirs.get(name, ""), labels), "mine": _labelled(mine.get(name, ""), labels)}
            yield Difference(start + name, control.label, **shown, is_mine=name in typed)


def _labelled(held: Any, labels: Mapping[str, str]) -> Any:
    return [labels.get(item, item) for item in held] if is_array(held) else labels.get(held, held)
