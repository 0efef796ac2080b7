"""Forms: a pydantic schema, what was typed, and a handler that runs when it fits (docs/forms.md)."""

import copy
import hashlib
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Final

from pydantic import BaseModel

from component_framework.core.component import Component
from component_framework.core.context import TemplateContext
from component_framework.core.errors import ConfigurationError, ConflictError, InvalidError, RefusedFormError
from component_framework.core.field_html import FieldHtml
from component_framework.core.flow import Flow
from component_framework.core.form_view import FormView
from component_framework.core.handlers import Handler
from component_framework.core.json_data import is_object
from component_framework.core.markup import Html, escape
from component_framework.core.rows import Rows, row_lists
from component_framework.core.schema import form_of
from component_framework.core.shape import Checked, FormData, FormShape

REFUSED: Final = InvalidError.status


class FormComponent(Component):
    """A form over a pydantic model. What the browser sends is kept as typed; `on_submit()` runs once all of it fits.

    A submit that does not fit is an update like any other, with the reasons in `errors` and the HTTP status 422.
    """

    schema: ClassVar[type[BaseModel]]
    """What the form asks for. Its fields, and those of models in it (`address.city`, `items.0.qty`), are controls."""
    keep_after_submit: ClassVar[bool] = False
    """Whether the form still holds what was sent once `on_submit()` is done; it is cleared otherwise."""
    field_template: ClassVar[str] = ""
    """The template of a field, as `live_field` shows it, which gets `field` and `control`; ours when empty."""
    form_data: dict[str, Any]
    """What the controls hold, nested as the schema is: texts as they were typed. Never a file: it is chosen again."""
    submitted: bool = False
    """Whether the form was sent, and not changed since it was accepted."""
    is_valid: bool = False
    """Whether what was sent last was accepted."""
    touched: list[str] = []
    """Names of the controls that were changed."""
    field_errors: dict[str, list[str]] = {}
    """Reasons by the name of their control; those that concern the whole form are under ""."""
    validated_data: dict[str, Any]
    """The schema's values, live, while a submit is being handled; else empty. A file is an `Upload`."""

    _framework_state = frozenset({"form_data", "submitted", "is_valid", "touched", "field_errors"})
    _framework_events = frozenset({"submit", "field_change", "add_item", "remove_item"})

    def __init__(self, **params: Any) -> None:
        super().__init__(**params)
        self.validated_data = {}

    def on_submit(self) -> Any:
        """Called with `validated_data` once it fits. Refuse by `add_error`, or by InvalidError, which undoes."""

    def on_field_change(self, field: str, value: Any) -> Any:
        """Called when a control was changed and checked; `value` is what it holds."""

    def on_add_item(self, list_name: str) -> Any:
        """Appends a blank row to a list of models."""
        form_data = copy.deepcopy(self.form_data)
        rows = self._rows(form_data, list_name)
        rows.items.append(rows.form.blank())
        self.state.update(self._edit(form_data))

    def on_remove_item(self, list_name: str, key: str) -> Any:
        """Takes away the row with that key, and what is known of its controls. One that is gone already is no error."""
        form_data = copy.deepcopy(self.form_data)
        rows = self._rows(form_data, list_name)
        number = rows.find(key)
        if number is not None:
            del rows.items[number]
            self.field_errors = rows.without(number, self.field_errors)
            self.touched = list(rows.without(number, dict.fromkeys(self.touched)))
            self.state.update(self._edit(form_data))

    def add_error(self, name: str, reason: str) -> None:
        """Refuse what was sent because of the control `name`, "" for the whole form."""
        self.field_errors = {**self.field_errors, name: [*self.field_errors.get(name, []), reason]}

    def _begin(self) -> Flow[None]:
        self._start_over()
        yield from super()._begin()

    def _load(self, state: Mapping[str, Any]) -> None:
        super()._load(state)
        if "form_data" not in state:  # Python code has given a part
            self._start_over()

    def _handle(self, event: str | None, payload: Mapping[str, Any], texts: Mapping[str, Any]) -> Flow[None]:
        if event == "submit":
            yield from self._submit(self._handler(event), payload, texts)
        elif event == "field_change":
            yield from self._change(self._handler(event), payload, texts)
        else:
            yield from super()._handle(event, payload, texts)

    def _submit(self, handler: Handler, payload: Mapping[str, Any], texts: Mapping[str, Any]) -> Flow[None]:
        form, (mine, others) = self._form(), self._split(texts)
        # A form's post leaves out boxes that are not ticked; a script's payload leaves out what it does not change.
        data = self.form_data if payload else form.unticked(self.form_data)
        sent = form.put(form.put(data, mine), self._values(payload))
        self._set(sent, others)
        self.submitted = True
        self.validated_data, self.field_errors = yield from self._check(sent)
        if not self.field_errors:
            yield from self._accept(handler)
        self.is_valid = not self.field_errors
        if not self.is_valid:
            self._status = REFUSED

    def _accept(self, handler: Handler) -> Flow[None]:
        """What becomes of data that fits."""
        sent = copy.deepcopy(self.form_data)
        try:
            yield from self._take(handler)
        except InvalidError as error:
            raise RefusedFormError(error.errors, sent) from error
        is_leaving = any(effect["type"] == "redirect" for effect in self._effects)
        if not (self.field_errors or self.keep_after_submit or is_leaving or self.form_data != sent):
            self._start_over()
            self.touched = []

    def _take(self, handler: Handler) -> Flow[None]:
        """Do what the form is for. Raises InvalidError to undo it."""
        yield from self._call(handler, {})

    def _change(self, handler: Handler, payload: Mapping[str, Any], texts: Mapping[str, Any]) -> Flow[None]:
        given = {**payload, **texts}
        _, others = self._split(texts)
        changes = {name: value for name, value in given.items() if name not in others}
        if given.keys() == {"field", "value"}:
            changes, others = _named(given["field"], given["value"]), {}
        form = self._form()
        changed = form.put(self.form_data, changes)
        self._set(changed, others)
        self.touched = [*self.touched, *(name for name in changes if name not in self.touched)]
        _, errors = yield from self._check(changed)
        places = [form.place(name) for name in changes]
        kept = {name: reasons for name, reasons in self.field_errors.items() if not _is_in(name, places)}
        self.field_errors = kept | {name: reasons for name, reasons in errors.items() if _is_in(name, places)}
        for name, value in changes.items():
            yield from self._call(handler, {"field": name, "value": value})

    def _check(self, sent: FormData) -> Flow[Checked]:
        """The values of `sent`, which has the files that the state never holds, or why there are none.

        Overridden where it takes a database to say.
        """
        yield from ()
        return self._form().validate(sent)

    def _set(self, form_data: FormData, others: Mapping[str, Any]) -> None:
        self.state.update({**super()._writes(others), **self._edit(form_data)})
        self._drop_caches()

    def _edit(self, form_data: FormData) -> dict[str, Any]:
        """The state in which somebody goes on with the form; what had been accepted is history then."""
        return {
            "form_data": self._form().kept(form_data),
            **({"submitted": False, "is_valid": False} if self.is_valid else {}),
        }

    def _writes(self, texts: Mapping[str, Any]) -> dict[str, Any]:
        """The form's controls are writable to every event: a plain form sends them all, whichever button is used."""
        mine, others = self._split(texts)
        written = super()._writes(others)
        return written | (self._edit(self._form().put(self.form_data, mine)) if mine else {})

    def _split(self, texts: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        """The texts of the schema's controls, and others."""
        fields = self._form().fields
        mine = {name: text for name, text in texts.items() if name.partition(".")[0] in fields}
        return mine, {name: text for name, text in texts.items() if name not in mine}

    def _values(self, payload: Mapping[str, Any]) -> Mapping[str, Any]:
        values = payload.get("form_data")
        if is_object(values) and len(payload) == 1 and "form_data" not in self._form().fields:
            return values
        return payload

    def _rows(self, form_data: FormData, name: str) -> Rows:
        found = {rows.name: rows for rows in row_lists(self._form(), form_data)}
        if name not in found:
            raise InvalidError({"list_name": ["There is no such list"]})
        return found[name]

    def _show_refusal(self, error: InvalidError | ConflictError) -> None:
        if not isinstance(error, RefusedFormError):
            super()._show_refusal(error)
            return
        self.form_data, self.field_errors = dict(error.form_data), dict(error.errors)
        self.submitted, self.is_valid, self._status = True, False, REFUSED

    def _settle(self) -> Flow[None]:
        for rows in row_lists(self._form(), self.form_data):
            rows.mark()
        yield from super()._settle()
        shown = {
            name: texts for name, texts in self.field_errors.items() if self.submitted or _is_in(name, self.touched)
        }
        self.errors = {**shown, **self.errors}

    def _context(self) -> TemplateContext:
        lists = row_lists(self._form(), self.form_data)
        context = super()._context()
        context.at_hand.setdefault("form_rows", {rows.name: rows.shown(self.errors) for rows in lists})
        return context

    def _view(self) -> FormView:
        plain = vars(super()._view())
        return FormView(**plain, form=self._form(), data=self.form_data, errors=self.errors, show=self._show_field)

    def _show_field(self, field: FieldHtml) -> Html:
        if not self.field_template or field.control.kind == "hidden":
            return Html(escape(field))
        context = TemplateContext({"field": field, "control": field.control}, {})
        return Html(self._renderer().render(self.field_template, context))

    def _start_over(self) -> None:
        """Have the controls hold what they do before anybody typed."""
        self.form_data = self._form().blank()

    def _form(self) -> FormShape:
        """What this component asks for. Adapters may have it depend on who is asked."""
        return self._schema_form()

    @classmethod
    def _takes_files(cls) -> bool:
        return hasattr(cls, "schema") and cls._schema_form().takes_files()

    @classmethod
    def _names(cls) -> Iterable[str]:
        """The names of the controls that all forms of this class have."""
        return cls._schema_form().names()

    @classmethod
    def _schema_form(cls) -> FormShape:
        schema = getattr(cls, "schema", None)
        if schema is None:
            raise ConfigurationError(f"{cls.__qualname__} asks for nothing: set schema = … to a pydantic model")
        return form_of(schema)

    @classmethod
    def _fingerprint(cls) -> str:
        """Also says which controls there are, so that no older page's form data comes to a newer schema."""
        names = "\n".join(sorted(cls._names()))
        return super()._fingerprint() + hashlib.sha256(names.encode()).hexdigest()[:8]


def _named(field: Any, value: Any) -> dict[str, Any]:
    if not isinstance(field, str):
        raise InvalidError({"field": ["A text is expected"]})
    return {field: value}


def _is_in(name: str, places: Iterable[str]) -> bool:
    """Whether the control `name` is one of `places`, or in one."""
    return any(name == place or name.startswith(f"{place}.") for place in places)
