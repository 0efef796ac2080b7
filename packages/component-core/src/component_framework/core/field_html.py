"""The HTML of one control: its label, itself, its help and its errors, tied together for those who do not see them."""

from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from component_framework.core.control import Choice, Control
from component_framework.core.markup import Html, attributes, escape

EMPTY: Final = Choice("", "–")
WRITTEN_ONLY: Final = frozenset({"password", "file"})
"""Kinds that never show what they held."""


@dataclass(frozen=True)
class FieldHtml:
    """`field` in a `field_template`, where it prints all of itself, or its parts: `label`, `input`, `help`, `errors`.

    `id` is its own in the page. `content` stands in a `fieldset`. Help and errors have ids after its own.
    """

    control: Control
    id: str
    content: Html = field(default=Html(""), repr=False)

    def __html__(self) -> str:
        control = self.control
        if control.kind == "hidden":
            return self.input
        head = (
            self.input + self.label + self.help if control.kind == "checkbox" else self.label + self.help + self.input
        )
        tag = "fieldset" if control.is_group else "div"
        given: dict[str, object] = {"class": "field", "data-field": control.name}
        given |= self._group() if control.is_group else {}
        return f"<{tag}{attributes(given)}>{head}{self.errors}</{tag}>"

    __str__ = __html__

    @property
    def label(self) -> Html:
        text = escape(self.control.label)
        if self.control.is_group:
            return Html(f"<legend>{text}</legend>")
        return Html(f"<label{attributes({'for': self.id})}>{text}</label>")

    @property
    def input(self) -> Html:
        """The control, or each of several with its own label."""
        control = self.control
        if control.kind == "fieldset":
            return self.content
        if control.is_group:
            return Html("".join(map(self._box, control.choices)))
        if control.kind == "select":
            return Html(f"<select{self.attributes}>{self._options()}</select>")
        if control.kind == "textarea":  # HTML drops the first line break
            return Html(f"<textarea{self.attributes}>\n{escape(control.text)}</textarea>")
        return Html(f"<input{self.attributes}>")

    @property
    def attributes(self) -> Html:
        """All that the control's own element has, from `id` on, for one that a template writes itself."""
        control = self.control
        own = {"id": self.id, **self._own(), "required": control.is_required, **self._told()}
        if control.kind not in ("file", "hidden"):
            own["data-live-change"] = "field_change"
        return Html(attributes({**own, **control.attributes, "id": self.id, "name": control.name}))

    @property
    def help(self) -> Html:
        text = self.control.help
        return Html(f"<p{attributes({'class': 'help', 'id': f'{self.id}-help'})}>{escape(text)}</p>" if text else "")

    @property
    def errors(self) -> Html:
        """Stands empty where there are none: its place can be kept free, and what comes into it is read out."""
        reasons = "".join(f"<p>{escape(reason)}</p>" for reason in self.control.errors)
        given = {"class": "errors", "id": f"{self.id}-errors", "aria-live": "polite"}
        return Html(f"<div{attributes(given)}>{reasons}</div>")

    def _own(self) -> dict[str, object]:
        """What says the kind of the control and what it holds."""
        control = self.control
        if control.kind == "select":
            return {"name": control.name, "multiple": control.is_multiple}
        if control.kind == "textarea":
            return {"name": control.name}
        own: dict[str, object] = {"name": control.name, "type": control.kind}
        if control.kind == "checkbox":
            return own | {"value": "true", "checked": control.text != ""}
        return own if control.kind in WRITTEN_ONLY else own | {"value": control.text}

    def _told(self) -> dict[str, object]:
        """What is wrong, and where it is said."""
        control = self.control
        parts = [part for part, is_there in (("help", control.help), ("errors", control.errors)) if is_there]
        ids = " ".join(f"{self.id}-{part}" for part in parts)
        return {"aria-describedby": ids or None, "aria-invalid": "true" if control.errors else None}

    def _group(self) -> dict[str, object]:
        """What a fieldset has. Only one of radio buttons can be wrong itself; else what is in it is."""
        control, told = self.control, self._told()
        if control.kind == "radio":
            told |= {"role": "radiogroup", "aria-required": "true" if control.is_required else None}
        else:
            told.pop("aria-invalid")
        if control.kind == "fieldset":
            names = f"field {control.attributes.get('class', '')}".rstrip()
            return {**told, **control.attributes, "class": names}
        return {**told, "data-live-change": control.attributes.get("data-live-change", "field_change")}

    def _box(self, choice: Choice) -> str:
        control, is_radio = self.control, self.control.kind == "radio"
        own: dict[str, object] = {
            "name": control.name,
            "type": "radio" if is_radio else "checkbox",
            "value": choice.value,
            "checked": choice.value in control.texts,
            "required": is_radio and control.is_required,
            "aria-invalid": None if is_radio else self._told()["aria-invalid"],
        }
        return f"<label><input{attributes({**own, **control.attributes})}> {escape(choice.label)}</label>"

    def _options(self) -> str:
        """A select shows what it holds: where that is none of its choices, an empty one."""
        control = self.control
        is_shown = control.is_multiple or any(choice.value in control.texts for choice in control.choices)
        groups = groupby(control.choices if is_shown else (EMPTY, *control.choices), key=lambda choice: choice.group)
        return "".join(_grouped(group, "".join(map(self._option, choices))) for group, choices in groups)

    def _option(self, choice: Choice) -> str:
        is_shown = choice.value in self.control.texts or choice is EMPTY
        given = {"value": choice.value, "selected": is_shown}
        return f"<option{attributes(given)}>{escape(choice.label)}</option>"


def _grouped(group: str, options: str) -> str:
    return f"<optgroup{attributes({'label': group})}>{options}</optgroup>" if group else options
