"""What an installation can set."""

import ast
import dataclasses
import inspect
from typing import Any

import pytest

from component_framework.core import ComponentSettings, ConfigurationError

KEY = "k" * 32


def test_every_setting_has_a_default() -> None:
    assert ComponentSettings().keys == ()


def test_every_setting_says_what_it_is() -> None:
    [cls] = ast.parse(inspect.getsource(ComponentSettings)).body
    assert isinstance(cls, ast.ClassDef)
    pairs = zip(cls.body, cls.body[1:], strict=False)
    documented = {
        one.target.id for one, after in pairs if isinstance(one, ast.AnnAssign) and isinstance(after, ast.Expr)
    }
    assert documented == {field.name for field in dataclasses.fields(ComponentSettings)}


def test_settings_are_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        ComponentSettings().debug = True  # type: ignore[misc]


def test_a_mapping_uses_the_names_in_capitals() -> None:
    settings = ComponentSettings.from_mapping({"KEYS": [KEY], "MAX_CALLS": 5, "DEBUG": True})
    assert (settings.keys, settings.max_calls, settings.debug) == ((KEY,), 5, True)


@pytest.mark.parametrize("name", ["max_calls", "MAX_CALS", "BROKR"])
def test_an_unknown_name_is_an_error_that_lists_the_known(name: str) -> None:
    with pytest.raises(ConfigurationError, match=rf"unknown component settings \['{name}'\]; known: .*'MAX_CALLS'"):
        ComponentSettings.from_mapping({name: 5})


def test_a_value_that_does_not_fit_is_named_and_not_shown() -> None:
    with pytest.raises(
        ConfigurationError, match=r"do not fit: \{'MAX_CALLS': 'Input should be a valid integer"
    ) as caught:
        ComponentSettings.from_mapping({"MAX_CALLS": "hunter2"})
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    "make", [lambda keys: ComponentSettings(keys=keys), lambda keys: ComponentSettings.from_mapping({"KEYS": keys})]
)
def test_a_short_key_is_refused_with_the_command_that_makes_one(make: Any) -> None:
    with pytest.raises(ConfigurationError, match=r"fewer than 32 characters; make one with: python -c") as caught:
        make((KEY, "hunter2"))
    assert "hunter2" not in str(caught.value)


def test_the_environment_uses_a_prefix() -> None:
    environment = {
        "COMPONENT_SECRET_KEYS": f"{KEY}, {'o' * 32},",
        "COMPONENT_MAX_CALLS": "7",
        "COMPONENT_DEBUG": "true",
        "COMPONENT_APP": "shop",
    }
    settings = ComponentSettings.from_environment(environment)
    assert settings == ComponentSettings(keys=(KEY, "o" * 32), max_calls=7, debug=True, app="shop")


def test_of_the_environment_only_its_own_names_count() -> None:
    environment = {"MAX_CALLS": "7", "COMPONENT_OTHER": "x", "COMPONENT_KEYS": "x", "DEBUG": "1", "PATH": "/bin"}
    assert ComponentSettings.from_environment(environment) == ComponentSettings()


def test_a_wrong_value_in_the_environment_is_an_error() -> None:
    with pytest.raises(ConfigurationError, match="MAX_CALLS"):
        ComponentSettings.from_environment({"COMPONENT_MAX_CALLS": "many"})


def test_the_process_environment_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPONENT_APP", "from the process")
    assert ComponentSettings.from_environment().app == "from the process"


def test_keys_are_in_no_repr() -> None:
    settings = ComponentSettings(keys=(KEY,))
    assert KEY not in repr(settings) + str(settings)
