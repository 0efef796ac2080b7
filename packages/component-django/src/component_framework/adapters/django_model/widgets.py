"""Django's widgets, control by control: what each holds where it shows a value, and what it is to a browser."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import chain, repeat
from typing import Any, Final, cast

from django.forms import (
    CheckboxInput,
    CheckboxSelectMultiple,
    DateInput,
    DateTimeInput,
    MultipleHiddenInput,
    MultiWidget,
    RadioSelect,
    Select,
    SelectDateWidget,
    Textarea,
    TimeInput,
    Widget,
)
from django.forms.widgets import ChoiceWidget

from component_framework.core.control import Choice, Kind
from component_framework.core.json_data import is_array

KINDS: Final[tuple[tuple[type[Widget], Kind], ...]] = (
    (CheckboxSelectMultiple, "checkboxes"),
    (RadioSelect, "radio"),
    (ChoiceWidget, "select"),
    (Textarea, "textarea"),
)
CLOCKS: Final[tuple[tuple[type[Widget], Kind], ...]] = (
    (DateTimeInput, "datetime-local"),
    (DateInput, "date"),
    (TimeInput, "time"),
)
"""Widgets that browsers have better ones for, which take and send ISO 8601: all of Django's fields read that, too."""


@dataclass(frozen=True)
class Part:
    """One control of a widget: what its name has after the field's, and the value that it shows."""

    suffix: str
    widget: Widget
    value: Any


def parts_of(widget: Widget, value: Any) -> Iterator[Part]:
    """The controls of `widget` where it shows `value`: itself, or those in it (`_0` and `_1`)."""
    if isinstance(widget, MultiWidget):
        several: Any = widget  # its stubs know no `widgets_names`
        values = chain(_several(widget, value), repeat(None))
        for suffix, inner, one in zip(several.widgets_names, several.widgets, values, strict=False):
            inner.is_localized = several.is_localized
            yield from (Part(suffix + part.suffix, part.widget, part.value) for part in parts_of(inner, one))
    elif isinstance(widget, SelectDateWidget):
        for shown in widget.get_context("", value, {})["widget"]["subwidgets"]:
            options = [option for _, options, _ in shown["optgroups"] for option in options]
            choices = [(option["value"], option["label"]) for option in options]
            yield Part(shown["name"], Select(choices=choices), shown["value"])
    else:
        yield Part("", widget, value)


def held(part: Part) -> str | list[str]:
    """What the control holds that shows the part's value."""
    widget, value = part.widget, part.value
    if isinstance(widget, CheckboxInput):
        return "true" if widget.check_test(value) else ""
    if _clock(widget) and isinstance(value, date | time):
        return _iso(value, is_day=isinstance(widget, DateInput))
    shown: Any = widget.format_value(value)
    texts = [str(item) for item in (shown if is_array(shown) else [shown]) if item is not None]
    return texts if is_multiple(widget) else (texts or [""])[0]


def is_multiple(widget: Widget) -> bool:
    """Whether the widget's one name stands for a list of texts."""
    return isinstance(widget, MultipleHiddenInput) or getattr(widget, "allow_multiple_selected", False)


def kind_of(widget: Widget) -> Kind:
    """The kind of control that `widget` is to a browser."""
    known: Kind | None = next((kind for cls, kind in KINDS if isinstance(widget, cls)), None) or _clock(widget)
    own: Any = getattr(widget, "input_type", "text")
    return known or own


def choices_of(widget: Widget) -> tuple[Choice, ...]:
    """What can be chosen, in its groups. Asks the database where the choices are rows."""
    if not isinstance(widget, ChoiceWidget):
        return ()
    groups: Any = widget.optgroups("", [], {})
    return tuple(
        Choice(str(option["value"]), str(option["label"]), str(group or ""))
        for group, options, _ in groups
        for option in options
    )


def attributes_of(widget: Widget, held: str | list[str]) -> dict[str, object]:
    """The attributes that Django gives the control, such as `maxlength`, but for what is said of it elsewhere."""
    own = {name: value for name, value in widget.attrs.items() if name not in ("id", "required")}
    has_seconds = kind_of(widget) in ("time", "datetime-local") and isinstance(held, str) and held.count(":") > 1
    return {"step": 1, **own} if has_seconds else own


def _several(widget: MultiWidget, value: Any) -> Iterable[Any]:
    """The values that the widgets in `widget` show."""
    if isinstance(value, list | tuple):
        return cast("Iterable[Any]", value)
    return widget.decompress(value) or ()


def _clock(widget: Widget) -> Kind | None:
    """The browser's own control for `widget`, unless the author wants another format."""
    if getattr(widget, "format", None) or widget.is_localized or getattr(widget, "input_type", "") != "text":
        return None
    return next((kind for cls, kind in CLOCKS if isinstance(widget, cls)), None)


def _iso(value: date | time, *, is_day: bool) -> str:
    if is_day and isinstance(value, datetime):
        value = value.date()
    if isinstance(value, datetime | time):
        return value.replace(tzinfo=None).isoformat(timespec="seconds" if value.second else "minutes")
    return value.isoformat()
