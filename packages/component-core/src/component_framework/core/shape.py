"""The shape of a form: fields by name, which are controls, forms or rows of forms, and what their controls hold.

Form data is what the controls hold, nested as the form is: a text or a list of texts for a control (or the JSON value
that a script gave instead), a dict for a form in the form, a list of dicts for rows. A file's control holds an `Upload`
or a list of such while the message that brought it is handled, and nothing in what is kept. `core/schema.py` makes a
shape of a pydantic model; adapters make them of what their framework calls a form.
"""

import copy
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Any, Final, TypeAlias

from component_framework.core.control import Control
from component_framework.core.errors import InvalidError
from component_framework.core.json_data import is_array, is_object
from component_framework.core.upload import NO_FILE, is_upload, uploads_in

FormData: TypeAlias = dict[str, Any]
Checked: TypeAlias = tuple[dict[str, Any], dict[str, list[str]]]
"""A form's values, live, and the reasons by control against what it holds; where there are some, no values."""
NO_FIELD: Final = "There is no such field"
FILE_EXPECTED: Final = "A file is expected"
MAX_DEPTH: Final = 16
"""How many parts a name may have: a form may be in itself, and names come from anybody."""
ROW: Final = re.compile(r"0|[1-9][0-9]{0,5}")


class FormShape(ABC):
    """What `FormComponent` asks of a form."""

    @property
    @abstractmethod
    def fields(self) -> "Mapping[str, FieldShape]":
        """The fields by the first part of their controls' names."""

    @abstractmethod
    def validate(self, data: Mapping[str, Any]) -> Checked:
        """What `data` comes to, or the reasons why it comes to nothing."""

    def place(self, name: str) -> str:
        """The name that reasons against the control `name` are under."""
        return name

    def blank(self, above: "tuple[FormShape, ...]" = ()) -> FormData:
        """What the controls hold before anybody typed: the defaults. `above` are the forms that this one is in."""
        return {name: field.blank((*above, self)) for name, field in self.fields.items()}

    def names(self, above: "tuple[FormShape, ...]" = ()) -> Iterator[str]:
        """The names of the fields and of those in them, without the numbers of rows."""
        for name, field in self.fields.items():
            yield name
            if field.form and field.form not in (*above, self):
                yield from (f"{name}.{inner}" for inner in field.form.names((*above, self)))

    def put(self, data: FormData, given: Mapping[str, Any]) -> FormData:
        """`data` with what was `given`: names such as `items.0.qty`, or nested as the form is.

        Raises InvalidError for all that is not the form's. A row that follows the last is a new one.
        """
        changed = copy.deepcopy(data)
        errors: dict[str, list[str]] = {}
        for name in sorted(given, key=_in_order):
            try:
                self._put(changed, name.split("."), given[name])
            except LookupError as error:
                errors[".".join([name, *map(str, error.args)])] = [NO_FIELD]
            except _MisfitError as error:
                errors[name] = [str(error)]
        if errors:
            raise InvalidError(errors)
        return changed

    def unticked(self, data: FormData) -> FormData:
        """`data` as where no box is ticked and nothing is chosen in any list: what a form's post does not mention."""
        return {
            name: self.fields[name].unticked(value) if name in self.fields else value for name, value in data.items()
        }

    def kept(self, data: FormData) -> FormData:
        """`data` without the files in it, as the state may hold it."""
        return {name: self.fields[name].kept(value) if name in self.fields else value for name, value in data.items()}

    def with_files(self, data: FormData, sent: FormData) -> FormData:
        """`data`, which holds no files, with those of `sent`."""
        return {
            name: self.fields[name].with_files(value, sent.get(name)) if name in self.fields else value
            for name, value in data.items()
        }

    def takes_files(self, above: "tuple[FormShape, ...]" = ()) -> bool:
        """Whether a file may be sent with it."""
        trail = (*above, self)
        return any(
            field.is_file or (field.form is not None and field.form not in trail and field.form.takes_files(trail))
            for field in self.fields.values()
        )

    def _put(self, data: FormData, parts: list[str], given: Any) -> None:
        field = self.fields.get(parts[0])
        if field is None or len(parts) > MAX_DEPTH:
            raise LookupError
        if field.is_fixed:
            return
        if len(parts) == 1:
            _check_kind(field, given)
            data[parts[0]] = field.taken(given)
            return
        if field.form is None:
            raise LookupError
        inner = data.get(parts[0])
        if field.is_rows:
            rows = data[parts[0]] = inner if is_array(inner) else []
            field.form._put_row(rows, parts[1:], given)
        else:
            data[parts[0]] = inner if is_object(inner) else field.form.blank()
            field.form._put(data[parts[0]], parts[1:], given)

    def _put_row(self, rows: list[FormData], parts: list[str], given: Any) -> None:
        number = int(parts[0]) if ROW.fullmatch(parts[0]) else len(rows) + 1
        if number > len(rows) or len(parts) == 1:
            raise LookupError
        row = self.blank() if number == len(rows) else rows[number]
        self._put(row, parts[1:], given)
        if number == len(rows):
            rows.append(row)


class FieldShape(ABC):
    """One field. `form` is the form that it is, or that each of its rows is where `is_rows`; None for a control."""

    is_rows: bool = False
    is_list: bool = False
    """Whether its control stands for a list of texts."""
    is_box: bool = False
    """Whether its control is one box to tick."""
    is_fixed: bool = False
    """Whether it is only shown: what is sent for it is passed over."""
    is_optional: bool = False
    """Whether the form that it is may be left blank."""
    is_file: bool = False
    """Whether its control takes files."""

    @property
    def form(self) -> FormShape | None:
        return None

    @abstractmethod
    def blank(self, above: tuple[FormShape, ...]) -> Any:
        """What its controls hold before anybody typed. `above` are the forms that it is in."""

    def taken(self, given: Any) -> Any:
        """`given` as form data of this field. Raises LookupError, with the place, for what is not the form's."""
        if self.is_file:
            found = uploads_in(given)
            return found if self.is_list else found[0] if len(found) == 1 else found or ""
        if self.form is None:
            return given
        rows = given if self.is_rows else [given]
        if not is_array(rows) or not all(map(is_object, rows)):
            raise LookupError
        taken: list[FormData] = []
        for number, row in enumerate(rows):
            try:
                taken.append(self.form.put(self.form.blank(), row))
            except InvalidError as error:
                raise LookupError(*([number] if self.is_rows else []), next(iter(error.errors))) from None
        return taken if self.is_rows else taken[0]

    def unticked(self, value: Any) -> Any:
        """`value`, form data, as where no box is ticked and nothing is chosen in any list."""
        if self.form is None:
            return [] if self.is_list else "" if self.is_box else value
        if self.is_rows and is_array(value):
            return [self.form.unticked(row) for row in value]
        return self.form.unticked(value) if is_object(value) else value

    @abstractmethod
    def control(self, name: str, value: Any) -> Control:
        """How a page shows it where it holds `value`; `name` is all of its name. It knows of no errors.

        A `fieldset` where it has a `form`. Raises ConfigurationError for a type that has no control.
        """

    def kept(self, value: Any) -> Any:
        """`value`, form data, without the files in it."""
        if self.is_file:
            return [] if is_array(value) else ""
        if self.form is None:
            return value
        if is_array(value):
            return [self.form.kept(row) if is_object(row) else row for row in value]
        return self.form.kept(value) if is_object(value) else value

    def with_files(self, value: Any, sent: Any) -> Any:
        """`value`, form data, with the files of `sent`."""
        if self.is_file:
            return sent
        if self.form is None:
            return value
        if is_array(value) and is_array(sent):
            pairs = zip_longest(value, sent[: len(value)])
            return [self.form.with_files(row, one) if is_object(row) and is_object(one) else row for row, one in pairs]
        return self.form.with_files(value, sent) if is_object(value) and is_object(sent) else value


class _MisfitError(Exception):
    """A file where none is expected, or something else where a file is."""


def _check_kind(field: FieldShape, given: Any) -> None:
    if field.is_file and given not in ("", [], [""], None) and not is_upload(given):
        raise _MisfitError(FILE_EXPECTED)
    if not field.is_file and uploads_in(given):
        raise _MisfitError(NO_FILE)


def _in_order(name: str) -> list[tuple[int, str]]:
    """Sorts `items.2` before `items.10`, so that new rows come one after the other."""
    return [(len(part) if part.isdecimal() else 0, part) for part in name.split(".")]
