"""Which methods a browser may call, decided once per class, and whether the arguments it sends fit them."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from pydantic import ValidationError

from component_framework.core.errors import ConfigurationError, InvalidError
from component_framework.core.fields import is_framework
from component_framework.core.permissions import Permission, permissions_of
from component_framework.core.typed import Typed, is_text, resolve_hints
from component_framework.core.upload import is_upload

PREFIX: Final = "on_"
VARIADIC: Final = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD, inspect.Parameter.POSITIONAL_ONLY)


@dataclass(frozen=True)
class Argument:
    """One parameter of a user's method: its type, and whether it must be given."""

    type: Typed
    is_required: bool


class Signature:
    """The named parameters of a user's method (a handler, or `mount`), without `self`."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function
        parameters = list(inspect.signature(function).parameters.values())[1:]
        for parameter in parameters:
            if parameter.kind in VARIADIC:
                raise ConfigurationError(
                    f"{function.__qualname__}: its parameter {parameter} cannot be sent by name; name each argument"
                )
        self._parameters = parameters

    @property
    def names(self) -> list[str]:
        return [parameter.name for parameter in self._parameters]

    @cached_property
    def arguments(self) -> dict[str, Argument]:
        where = self._function.__qualname__
        hints = resolve_hints(inspect.unwrap(self._function), where)
        return {
            parameter.name: Argument(
                Typed(hints.get(parameter.name, Any), f"{where}({parameter.name})"),
                is_required=parameter.default is inspect.Parameter.empty,
            )
            for parameter in self._parameters
        }

    def bind(self, payload: Mapping[str, Any], texts: Mapping[str, Any]) -> dict[str, Any]:
        """Keyword arguments from JSON values and from controls' texts. Raises InvalidError with reasons by name."""
        bound: dict[str, Any] = {}
        errors: dict[str, list[str]] = {}
        for name, argument in self.arguments.items():
            try:
                if name in payload:
                    bound[name] = argument.type.from_json(payload[name])
                elif name in texts:
                    bound[name] = argument.type.from_text(texts[name])
                elif argument.is_required:
                    errors[name] = ["This value is required"]
            except ValidationError as error:
                errors |= reasons(name, error)
        errors |= {name: ["There is no such argument"] for name in (*payload, *texts) if name not in self.arguments}
        if errors:
            raise InvalidError(errors)
        return bound


@dataclass(frozen=True)
class Handler:
    """One `on_*` method: the event it answers, its signature and who may call it."""

    event: str
    function: Callable[..., Any]
    signature: Signature
    permissions: tuple[Permission, ...]

    @property
    def is_async(self) -> bool:
        return inspect.iscoroutinefunction(self.function)


def collect_handlers(cls: type, framework_events: frozenset[str] = frozenset()) -> dict[str, Handler]:
    """Event name -> handler for the `on_*` methods of the user's classes in `cls`'s MRO.

    Of the framework's own bases only `framework_events` count. A name that begins with an underscore is never an
    event, and a subclass takes a handler away by `on_x = None`.
    """
    found: dict[str, Handler] = {}
    for base in reversed(cls.__mro__):
        for name, function in vars(base).items():
            event = name.removeprefix(PREFIX)
            if not name.startswith(PREFIX) or not event or event.startswith("_"):
                continue
            if is_framework(base) and event not in framework_events:
                continue
            found.pop(event, None)
            if inspect.isfunction(function):
                found[event] = Handler(event, function, Signature(function), permissions_of(function))
    return found


def reasons(name: str, error: ValidationError) -> dict[str, list[str]]:
    """pydantic's reasons by dotted place below `name`, at most 50, never with the input that was refused."""
    found: dict[str, list[str]] = {}
    for detail in error.errors(include_url=False, include_input=False, include_context=False)[
        : InvalidError.max_errors
    ]:
        found.setdefault(".".join([name, *map(str, detail["loc"])]), []).append(detail["msg"])
    return found


def check_texts(texts: Mapping[str, Any]) -> None:
    """Raises InvalidError unless every value of `texts` is a text, a list of texts, or what a file's control sends."""
    wrong = {name: ["A text is expected"] for name, given in texts.items() if not (is_text(given) or is_upload(given))}
    if wrong:
        raise InvalidError(wrong)
