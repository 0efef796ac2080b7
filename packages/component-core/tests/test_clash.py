"""The guard against the PyPI project `component-framework`."""

import subprocess
import sys
from pathlib import Path

import pytest

from component_framework.core._clash import refuse_clash


@pytest.fixture
def other_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder on the path in which the other project seems to be installed."""
    info = tmp_path / "component_framework-0.6.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: component-framework\nVersion: 0.6.0\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


def test_it_is_silent_when_the_other_project_is_absent() -> None:
    refuse_clash()


@pytest.mark.usefixtures("other_project")
def test_it_names_the_other_project_and_the_commands_that_mend_it() -> None:
    with pytest.raises(ImportError, match=r"component-framework 0\.6\.0 is installed") as caught:
        refuse_clash()
    assert "pip uninstall component-framework" in str(caught.value)
    assert "pip install --force-reinstall --no-deps component-core" in str(caught.value)


def test_the_core_cannot_be_imported_beside_the_other_project(other_project: Path) -> None:
    program = f"import sys; sys.path.append({str(other_project)!r}); import component_framework.core"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "ImportError: component-framework 0.6.0 is installed" in done.stderr
