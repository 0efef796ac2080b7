"""Notices on their way: what is ours comes out as it went in, and nothing else does."""

from dataclasses import replace

import pytest

from component_framework.core import ComponentSettings
from component_framework.core import sealed_notices as module
from component_framework.core.broker import MAX_PAYLOAD_BYTES, Notice
from component_framework.core.sealed_notices import MAX_AGE_S, MAX_SEALED_BYTES, open_notice, seal_notice

SETTINGS = ComponentSettings(keys=("a key for these tests, long enough to sign",), app="shop")
NOTICE = Notice("an order ü", "x" * MAX_PAYLOAD_BYTES)


def test_a_notice_comes_out_as_it_went_in() -> None:
    assert open_notice(seal_notice(NOTICE, SETTINGS), SETTINGS) == NOTICE


@pytest.mark.parametrize("sealed", ["", "ü", "not ours", "x" * (MAX_SEALED_BYTES + 1)])
def test_what_is_not_ours_is_nothing(sealed: str) -> None:
    assert open_notice(sealed, SETTINGS) is None


def test_another_installations_is_nothing() -> None:
    assert open_notice(seal_notice(NOTICE, replace(SETTINGS, app="other")), SETTINGS) is None


def test_an_old_one_is_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = seal_notice(NOTICE, SETTINGS)
    now = module.time.time()
    monkeypatch.setattr(module.time, "time", lambda: now + MAX_AGE_S + 1)
    assert open_notice(sealed, SETTINGS) is None
