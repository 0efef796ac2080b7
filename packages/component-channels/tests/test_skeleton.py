"""What an empty adapter owes: it imports, is typed, claims nothing and refuses the project of the same import name."""

import importlib
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

LEAVES = ["component_framework.adapters.django_websocket"]


@pytest.mark.parametrize("leaf", LEAVES)
def test_the_leaf_imports_and_promises_no_name_yet(leaf: str) -> None:
    assert importlib.import_module(leaf).__all__ == []


@pytest.mark.parametrize("leaf", LEAVES)
def test_the_leaf_is_typed(leaf: str) -> None:
    assert files(leaf).joinpath("py.typed").is_file()


@pytest.mark.parametrize("leaf", LEAVES)
def test_the_leaf_refuses_to_run_beside_the_other_project(leaf: str, tmp_path: Path) -> None:
    info = tmp_path / "component_framework-0.6.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: component-framework\nVersion: 0.6.0\n")
    program = f"import sys; sys.path.append({str(tmp_path)!r}); import {leaf}"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "ImportError: component-framework 0.6.0 is installed" in done.stderr
