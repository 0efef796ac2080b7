"""What a leaf of the shared namespace owes: it is typed, and refuses the project of the same import name."""

import importlib
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

LEAF = "component_framework.adapters.jinjax_renderer"


def test_the_names_that_users_import_are_there() -> None:
    module = importlib.import_module(LEAF)
    assert module.__all__ == ["JinjaRenderer", "JinjaxRenderer"]
    assert all(hasattr(module, name) for name in module.__all__)


def test_the_leaf_is_typed() -> None:
    assert files(LEAF).joinpath("py.typed").is_file()


def test_the_leaf_refuses_to_run_beside_the_other_project(tmp_path: Path) -> None:
    info = tmp_path / "component_framework-0.6.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: component-framework\nVersion: 0.6.0\n")
    program = f"import sys; sys.path.append({str(tmp_path)!r}); import {LEAF}"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "ImportError: component-framework 0.6.0 is installed" in done.stderr
