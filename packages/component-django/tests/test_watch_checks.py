"""What `manage.py check` says of what components watch."""

from typing import Any

import pytest
from django.core.checks import run_checks
from django.db import models
from testsite.models import Note, Task

from component_framework.apps import checks
from component_framework.apps.watch_checks import check_watches
from component_framework.core import Component, ComponentRegistry, registry


class Named(models.Model):
    class Meta:
        abstract = True


def said(watches: Any, name: str = "tasks") -> list[tuple[str, str]]:
    cls = type("Watching", (Component,), {"watches": watches})
    found = check_watches(name, cls)
    return [(str(one.id).removeprefix("component_framework."), f"{one.msg} {one.hint}") for one in found]


def test_what_is_fine_is_not_spoken_of() -> None:
    assert said(["board", Note, Task(pk=1)]) == []
    assert said(["board"], "late") == []


@pytest.mark.parametrize(
    ("watches", "code", "words"),
    [
        ("board", "E014", "Write watches = ['board']"),
        (["testsite.Task"], "W015", "Write watches = [Task]"),
        ([Named], "E016", "Named is abstract"),
        ([Task.objects], "E016", "give a model"),
    ],
)
def test_what_would_never_be_told(watches: Any, code: str, words: str) -> None:
    ((found, text),) = said(watches)
    assert found == code
    assert words in text


def test_w017_a_class_that_other_processes_do_not_have() -> None:
    ((found, text),) = said([Note], "late")
    assert found == "W017"
    assert "called components" in text


def test_manage_py_check_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    alone = ComponentRegistry()
    monkeypatch.setattr(checks, "registry", alone)
    alone.register("watching")(type("Watching", (Component,), {"watches": "board", "template_name": "probe.html"}))
    assert {message.id for message in run_checks(tags=["components"])} == {"component_framework.E014"}
    assert "tasks" in registry
