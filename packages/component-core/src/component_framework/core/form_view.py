"""The HTML of a form's fields, as `live_field` and `live_fields` have it: what is typed, why it was refused, rows."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlencode

from component_framework.core.context import ComponentView
from component_framework.core.control import Control, Shown
from component_framework.core.errors import ConfigurationError
from component_framework.core.field_html import FieldHtml
from component_framework.core.json_data import is_array, is_object
from component_framework.core.markup import Html, attributes, escape
from component_framework.core.posts import EVENT
from component_framework.core.rows import KEY
from component_framework.core.shape import FieldShape, FormData, FormShape

WORDS: Final = {"add": "Add", "remove": "Remove"}
"""What stands on the buttons of rows, unless `Shown` says otherwise."""
ON_ENTER: Final = "<button hidden></button>"
"""Enter presses a form's first button, which is not to be one that removes a row."""


@dataclass(eq=False, kw_only=True)
class FormView(ComponentView):
    """`component` in a form's template. `data` is what the controls hold, `errors` what is to be said of them.

    `show` makes the HTML of one field, in the way of the component's `field_template`.
    """

    form: FormShape
    data: FormData
    errors: Mapping[str, list[str]]
    show: Callable[[FieldHtml], Html]

    def field(self, name: str, shown: Shown) -> Html:
        """The field `name`: `address`, `address.city`, `lines.0.qty`. Raises ConfigurationError where there is none."""
        place = _find(self._places(), name)
        if place is None:
            known = ", ".join(self.form.names())
            raise ConfigurationError(f"{self.name} has no field {name!r}; there are: {known}")
        return self._field(place, shown)

    def fields(self, names: Collection[str] = (), *, exclude: str | Collection[str] = ()) -> Html:
        """The fields `names`; else all, without those in `exclude`, after what is wrong with the form as a whole.

        A text in `exclude` is names with spaces between them. Raises ConfigurationError for a name that there is not.
        """
        without = {*(exclude.split() if isinstance(exclude, str) else exclude)}
        if unknown := sorted(without - {*self.form.fields}):
            raise ConfigurationError(f"{self.name} has no field {unknown[0]!r} to leave out")
        if names:
            return Html("".join(self.field(name, Shown()) for name in names))
        whole = FieldHtml(Control(name="", label="", errors=self.errors.get("", ())), self.id)
        return Html(whole.errors + self._all(place for place in self._places() if place.name not in without))

    def _places(self) -> "list[_Place]":
        return _places(self.form, self.data, id=f"{self.id}-")

    def _all(self, places: "Iterable[_Place]") -> str:
        return "".join(self._field(place, Shown()) for place in places)

    def _field(self, place: "_Place", shown: Shown) -> Html:
        control = place.field.control(place.name, place.value)
        is_required = control.is_required and not place.is_free
        control = shown.on(replace(control, is_required=is_required, errors=self.errors.get(place.name, ())))
        if place.field.form is None:
            return self.show(FieldHtml(control, place.id))
        words = {word: control.attributes.get(word, text) for word, text in WORDS.items()}
        given = {name: value for name, value in control.attributes.items() if name not in WORDS}
        content = self._rows(place, control.label, words) if place.field.is_rows else self._all(place.inner)
        return self.show(FieldHtml(replace(control, attributes=given), place.id, Html(content)))

    def _rows(self, place: "_Place", label: str, words: Mapping[str, object]) -> str:
        rows = "".join(
            self._row(
                row, f"{label} {number}", _button(words["remove"], "remove_item", list_name=place.name, key=row.key)
            )
            for number, row in enumerate(place.rows, 1)
        )
        return ON_ENTER + rows + _button(words["add"], "add_item", list_name=place.name)

    def _row(self, row: "_Row", label: str, button: str) -> str:
        errors = self.errors.get(row.name, ())
        control = Control(name=row.name, label=label, kind="fieldset", errors=errors, attributes={"data-key": row.key})
        return self.show(FieldHtml(control, row.id, Html(self._all(row.inner) + button)))


def form_view(component: object) -> FormView:
    """`component` of a template's names. Raises ConfigurationError where the template is not a form component's."""
    if isinstance(component, FormView):
        return component
    raise ConfigurationError("live_field and live_fields belong into the template of a FormComponent")


@dataclass(frozen=True)
class _Place:
    """A field in the form: all of its name, its id in the page, and what it holds.

    It `is_free` where a form round it may be left blank: then nothing in that has to be filled in.
    """

    name: str
    id: str
    field: FieldShape
    value: Any
    is_free: bool

    @property
    def inner(self) -> "list[_Place]":
        """The fields of the form that it is; none where a form in itself comes to its end."""
        form, is_free = self.field.form, self.is_free or self.field.is_optional
        if form is None or not is_object(self.value):
            return []
        return _places(form, self.value, id=f"{self.id}-", above=f"{self.name}.", is_free=is_free)

    @property
    def rows(self) -> "list[_Row]":
        form, items = self.field.form, self.value if is_array(self.value) else []
        return [_Row(f"{self.name}.{number}", self.id, form, data) for number, data in enumerate(items)] if form else []


@dataclass(frozen=True)
class _Row:
    """A row of a list. Its id is that of its key, and stays when rows before it go."""

    name: str
    list_id: str
    form: FormShape
    data: FormData

    @property
    def key(self) -> str:
        return str(self.data.get(KEY, ""))

    @property
    def id(self) -> str:
        return f"{self.list_id}-{self.key}"

    @property
    def inner(self) -> list[_Place]:
        return _places(self.form, self.data, id=f"{self.id}-", above=f"{self.name}.")


def _places(
    form: FormShape, data: Mapping[str, Any], *, id: str, above: str = "", is_free: bool = False
) -> list[_Place]:
    return [
        _Place(f"{above}{name}", f"{id}{name}", field, data.get(name, ""), is_free)
        for name, field in form.fields.items()
    ]


def _find(places: Iterable[_Place], name: str) -> _Place | None:
    for place in places:
        if place.name == name:
            return place
        if name.startswith(f"{place.name}."):
            row = next((row for row in place.rows if name.startswith(f"{row.name}.")), place)
            return _find(row.inner, name)
    return None


def _button(text: object, event: str, **arguments: str) -> str:
    """A button that calls the event with and without script, whatever is not yet typed in the form."""
    own = {f"data-live-arg-{name.replace('_', '-')}": value for name, value in arguments.items()}
    given = {
        "name": EVENT,
        "value": f"{event}?{urlencode(arguments)}",
        "formnovalidate": True,
        "data-live-click": event,
        **own,
    }
    return f"<button{attributes(given)}>{escape(text)}</button>"
