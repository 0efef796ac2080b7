"""What `manage.py check` says of components over a model."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.checks import run_checks
from test_django_model import Editor
from testsite.models import Note, Order

from component_framework.adapters.django_model import DjangoModelComponent
from component_framework.apps import checks
from component_framework.apps.model_checks import check_model_component
from component_framework.core import ComponentRegistry, ConfigurationError


@pytest.fixture
def registered(monkeypatch: pytest.MonkeyPatch) -> ComponentRegistry:
    """A registry that holds nothing but the test's own components."""
    alone = ComponentRegistry()
    monkeypatch.setattr(checks, "registry", alone)
    return alone


class Titles(DjangoModelComponent):
    model = Note
    state_fields = ["text"]


class NoModel(DjangoModelComponent):
    state_fields = ["text"]


class AllFields(DjangoModelComponent):
    model = Note
    state_fields = "__all__"


class ReadOnlyText(Titles):
    readonly_fields = "text"


class ReadOnlyOther(Titles):
    readonly_fields = ["text", "id"]


class Account(DjangoModelComponent):
    model = User
    state_fields = ["username", "password"]


class OpenRelation(DjangoModelComponent):
    model = Order
    state_fields = ["notes", "customer"]


class ClosedRelation(OpenRelation):
    readonly_fields = ["customer"]


class NoSuchVersion(Titles):
    version_field = "version"


class NoNumber(Titles):
    version_field = "text"


class Async(Titles):
    async def on_save(self) -> None: ...


class Loose(Async):
    atomic = False


@pytest.mark.parametrize("cls", [Titles, Editor, ClosedRelation, Loose])
def test_what_is_fine_is_not_spoken_of(cls: Any) -> None:
    assert list(check_model_component(cls)) == []


@pytest.mark.parametrize(
    ("cls", "id", "says"),
    [
        (NoModel, "E030", "no model"),
        (AllFields, "E031", "'__all__'"),
        (ReadOnlyText, "E031", "readonly_fields is the text 'text'"),
        (ReadOnlyOther, "E032", "['id']"),
        (Account, "E033", "'password'"),
        (OpenRelation, "E034", "'customer'"),
        (NoSuchVersion, "E035", "'version'"),
        (NoNumber, "E035", "'text'"),
        (Async, "W036", "async"),
    ],
)
def test_a_mistake_is_named(cls: Any, id: str, says: str) -> None:
    found = list(check_model_component(cls))
    assert [message.id for message in found] == [f"component_framework.{id}"]
    assert says in found[0].msg


def test_a_relation_without_choices_cannot_be_set_and_says_how() -> None:
    assert not OpenRelation._fields["customer"].is_writable
    with pytest.raises(ConfigurationError, match="get_choices"):
        OpenRelation().get_choices("customer")


def test_manage_py_check_asks(registered: ComponentRegistry) -> None:
    registered.register("titles")(AllFields)
    assert "component_framework.E031" in [message.id for message in run_checks(tags=["components"])]
