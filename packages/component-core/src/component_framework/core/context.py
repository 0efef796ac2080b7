"""What a component's template sees."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from component_framework.core.markup import Html, attributes

STATE: Final = "live-state"
"""The snapshot's name in a form body."""

Lazy = Callable[[], Any]


class BoundState(Mapping[str, Any]):
    """The state for reading, which still knows its component: that is how a template filter finds the snapshot."""

    __slots__ = ("_values", "component")

    def __init__(self, values: Mapping[str, Any], component: "ComponentView") -> None:
        self._values, self.component = values, component

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


class Reasons(dict[str, list[str]]):
    """Reasons by name, for a template: `errors.email` is empty where there are none, also where Jinja is strict.

    Not by `__missing__`: Django would take `errors.items` for a field.
    """

    def __getattr__(self, name: str) -> list[str]:
        if name.startswith("__"):  # what Python and template engines look for in any value
            raise AttributeError(name)
        return self.get(name, [])


@dataclass(eq=False)
class ComponentView:
    """`component` in a template: what identifies it, and what its elements send back."""

    id: str
    name: str
    params: Mapping[str, Any]
    url: str
    make_snapshot: Callable[[], str] = field(repr=False)
    form_fields: Callable[[], Mapping[str, str]] = field(repr=False, default=dict[str, str])
    """Hidden fields that the host wants in every form post of this visitor (Django: the CSRF token)."""
    takes_files: bool = False
    """Whether its forms may bring files, for which HTML wants an encoding of its own."""

    @cached_property
    def snapshot(self) -> str:
        """Made on first use: most templates leave it to the root element."""
        return self.make_snapshot()

    @property
    def hidden_inputs(self) -> Html:
        """What a plain form of the component carries beside its own controls, in any template engine.

        `<form method="post" action="{{ component.url }}">{{ component.hidden_inputs }}`.
        """
        given = {STATE: self.snapshot, **self.form_fields()}
        return Html("".join(hidden_input(name, text) for name, text in given.items()))


def hidden_input(name: str, text: str) -> Html:
    """A control of a form that nobody sees."""
    return Html(f"<input{attributes({'type': 'hidden', 'name': name, 'value': text})}>")


class TemplateContext(Mapping[str, Any]):
    """Names for a template: `at_hand`, and `lazy` ones that are computed each time they are read. What is at hand comes
    first; what is `lasting` gives the same again.
    """

    __slots__ = ("at_hand", "lasting", "lazy")

    def __init__(self, at_hand: dict[str, Any], lazy: dict[str, Lazy], lasting: Collection[str] = ()) -> None:
        self.at_hand, self.lazy, self.lasting = at_hand, lazy, lasting

    def __getitem__(self, name: str) -> Any:
        return self.at_hand[name] if name in self.at_hand else self.lazy[name]()

    def __contains__(self, name: object) -> bool:
        return name in self.lazy or name in self.at_hand  # without computing it, as Mapping's would

    def __iter__(self) -> Iterator[str]:
        return iter({**self.lazy, **self.at_hand})

    def __len__(self) -> int:
        return len({**self.lazy, **self.at_hand})
