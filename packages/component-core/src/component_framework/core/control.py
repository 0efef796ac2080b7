"""A control of a form, as a page shows it: what `live_field` makes HTML of, and what an author says about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeAlias, get_args

from component_framework.core.errors import ConfigurationError

Kind: TypeAlias = Literal[
    "text",
    "email",
    "url",
    "tel",
    "search",
    "number",
    "range",
    "date",
    "time",
    "datetime-local",
    "month",
    "week",
    "password",
    "color",
    "file",
    "hidden",
    "textarea",
    "checkbox",
    "select",
    "radio",
    "checkboxes",
    "fieldset",
]
"""A type of `<input>`, an element, or several inputs: `checkboxes`, `radio`. A `fieldset` is a form in the form."""


@dataclass(frozen=True)
class Choice:
    """One thing to choose. Choices of one `group` stand together, under its name."""

    value: str
    label: str
    group: str = ""


@dataclass(frozen=True, kw_only=True)
class Control:
    """One control, or several of one name. For a form in the form, or for rows: what stands round them."""

    name: str
    """As forms send it: `address.city`, `lines.0.qty`."""
    label: str
    kind: Kind = "text"
    value: str | list[str] = ""
    """What it holds: a list where `is_multiple`. A box that stands for no text of its own is ticked unless it is ""."""
    choices: tuple[Choice, ...] = ()
    help: str = ""
    errors: Sequence[str] = ()
    is_required: bool = False
    is_multiple: bool = False
    """Whether one name stands for a list: `checkboxes`, or a `select` of several."""
    attributes: Mapping[str, object] = field(default_factory=dict[str, object])
    """Its other attributes, such as `minlength`. False and None leave one out; True is the bare name."""

    @property
    def texts(self) -> list[str]:
        """What it holds, as a list."""
        return [self.value] if isinstance(self.value, str) else self.value

    @property
    def text(self) -> str:
        """What it holds, as one text: of several the last."""
        return (self.texts or [""])[-1]

    @property
    def is_group(self) -> bool:
        """Whether it is several inputs, or other controls: what has a legend instead of a label."""
        return self.kind in ("radio", "checkboxes", "fieldset")


class Shown:
    """How a field is shown, where its type does not say: `Annotated[str, Shown("textarea", rows=5)]`.

    What is left out stays as it is. `choices` are texts, pairs of a text and its label, or `Choice`s. All else becomes
    attributes of the control; underscores stand for dashes, and one at the end for nothing (`class_`). Rows have no
    control: theirs are the words on their buttons, `add` and `remove`.
    Raises ConfigurationError for a `kind` that there is not.
    """

    def __init__(
        self, kind: Kind | None = None, *, label: Any = "", help: Any = "", choices: Any = (), **attributes: object
    ) -> None:
        if kind is not None and kind not in get_args(Kind):
            raise ConfigurationError(f"no kind of control is called {kind!r}; there are: {', '.join(get_args(Kind))}")
        self.kind, self.label, self.help, self.choices = kind, label, help, choices
        self.attributes = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}

    def on(self, control: Control) -> Control:
        """`control`, shown so."""
        return replace(
            control,
            kind=self.kind or control.kind,
            label=str(self.label) or control.label,
            help=str(self.help) or control.help,
            choices=tuple(map(_choice, self.choices)) or control.choices,
            attributes={**control.attributes, **self.attributes},
        )


def _choice(given: Any) -> Choice:
    if isinstance(given, Choice):
        return given
    value, label = (given, given) if isinstance(given, str) else given
    return Choice(str(value), str(label))
