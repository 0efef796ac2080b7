"""Where the browser client's files lie."""

from pathlib import Path

import pytest

from component_framework.core import assets
from component_framework.core.assets import CLIENT_FOLDER, client_entry


def test_the_entry_is_a_file_that_is_shipped() -> None:
    assert (CLIENT_FOLDER / client_entry()).is_file()


@pytest.mark.parametrize(("files", "wanted"), [(["live.js"], "live.js"), (["live.js", "live.min.js"], "live.min.js")])
def test_the_minified_file_is_loaded_where_there_is_one(
    files: list[str], wanted: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in files:
        (tmp_path / name).touch()
    monkeypatch.setattr(assets, "CLIENT_FOLDER", tmp_path)
    assert client_entry() == wanted
