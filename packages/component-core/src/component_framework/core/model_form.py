"""The part of model forms that knows no database: what an adapter's class has to bring."""

from typing import Any

from component_framework.core.errors import ConfigurationError
from component_framework.core.flow import Flow, call
from component_framework.core.form import FormComponent
from component_framework.core.handlers import Handler


class ModelFormComponent(FormComponent):
    """A form whose data is saved, once it fits, before `on_submit()` runs.

    Only an adapter's subclass can be used: `component_framework.adapters.django_model` has one.
    """

    def __init__(self, **params: Any) -> None:
        for name in ("get_instance", "save_instance"):
            if getattr(type(self), name) is getattr(ModelFormComponent, name):
                raise _bare(type(self), name)
        super().__init__(**params)

    def get_instance(self) -> Any:
        """The object that the form is about."""
        raise _bare(type(self), "get_instance")

    def save_instance(self) -> Any:
        """Save the object with `validated_data`."""
        raise _bare(type(self), "save_instance")

    def _take(self, handler: Handler) -> Flow[None]:
        yield from call(self.save_instance)
        yield from super()._take(handler)


def _bare(cls: type, name: str) -> ConfigurationError:
    return ConfigurationError(
        f"{cls.__qualname__} has no {name}(): subclass component_framework.adapters.django_model.ModelFormComponent, "
        "or write the method"
    )
