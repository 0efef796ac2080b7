"""What a leaf of the shared namespace owes: it is typed, and refuses the project of the same import name."""

import importlib
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

LEAVES = ["component_framework.adapters.fastapi", "component_framework.adapters.fastapi_websocket"]


def test_the_names_that_users_import_are_there() -> None:
    module = importlib.import_module("component_framework.adapters.fastapi")
    assert module.__all__ == ["LivePage", "create_component_routes"]
    assert all(hasattr(module, name) for name in module.__all__)


def test_the_name_of_the_websocket_is_there() -> None:
    module = importlib.import_module("component_framework.adapters.fastapi_websocket")
    assert module.__all__ == ["create_websocket_route"]
    assert callable(module.create_websocket_route)


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


def test_the_leaf_called_fastapi_does_not_hide_the_framework() -> None:
    importlib.import_module("component_framework.adapters.fastapi")
    assert importlib.import_module("fastapi").FastAPI.__module__ == "fastapi.applications"
