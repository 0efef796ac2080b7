"""A form that saves: the core says when, an adapter's class says how."""

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import BaseModel

from component_framework.core import ConfigurationError, ModelFormComponent
from component_framework.core.errors import RefusedFormError


class Note(BaseModel):
    text: str


class NoteForm(ModelFormComponent):
    schema = Note
    template_name = "form.html"
    log: list[str] = []

    def get_instance(self) -> dict[str, Any]:
        return {}

    def save_instance(self) -> None:
        self.log = [*self.log, f"saved {self.validated_data['text']}"]

    def on_submit(self) -> None:
        self.log = [*self.log, "submitted"]


class LaterForm(NoteForm):
    async def save_instance(self) -> None:  # type: ignore[override]
        NoteForm.save_instance(self)


@pytest.mark.parametrize("cls", [NoteForm, LaterForm])
def test_what_fits_is_saved_before_on_submit_runs(cls: Any, dispatch: Callable[..., Any]) -> None:
    assert dispatch(cls, "submit", {"text": "a"})["state"]["log"] == ["saved a", "submitted"]
    assert dispatch(cls, "submit", {"text": ""})["state"]["log"] == []


def test_what_on_submit_refuses_is_undone(dispatch: Callable[..., Any]) -> None:
    class Picky(NoteForm):
        def on_submit(self) -> None:
            self.add_error("text", "Say more")

    with pytest.raises(RefusedFormError) as caught:
        dispatch(Picky, "submit", {"text": "a"})
    assert caught.value.errors == {"text": ["Say more"]}


def test_without_an_adapter_there_is_nothing_to_save_with() -> None:
    class Bare(ModelFormComponent):
        schema = Note

    with pytest.raises(ConfigurationError, match=r"Bare has no get_instance\(\): subclass .*django_model"):
        Bare()


def test_the_bare_methods_name_the_adapter() -> None:
    form = NoteForm()
    for method in (ModelFormComponent.get_instance, ModelFormComponent.save_instance):
        with pytest.raises(ConfigurationError, match="django_model"):
            method(form)
