"""The plugin behind `make test REQUIRE_ALL=1`: whatever is skipped fails, and says why it was."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

TOOLS = Path(__file__).resolve().parents[1] / "tools"


ALONE: list[str] = []
TWO_WORKERS = ["-p", "xdist.plugin", "-n", "2"]
SKIPS = [
    "def test_a(): pytest.skip('no browser')",
    "@pytest.mark.skip(reason='no browser')\ndef test_a(): pass",
    "@pytest.fixture\ndef browser(): pytest.skip('no browser')\ndef test_a(browser): pass",
    "pytest.skip('no browser', allow_module_level=True)",
]


def run_pytest(folder: Path, source: str, workers: list[str]) -> subprocess.CompletedProcess[str]:
    (folder / "test_it.py").write_text(f"import pytest\n{source}\n")
    command = [sys.executable, "-m", "pytest", "-p", "pytest_no_skips", "-p", "no:cacheprovider", "-c", os.devnull]
    environment = os.environ | {"PYTHONPATH": str(TOOLS), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return subprocess.run(
        [*command, "-W", "ignore", f"--rootdir={folder}", *workers, "test_it.py"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("source", "workers"),
    [*((source, ALONE) for source in SKIPS), (SKIPS[0], TWO_WORKERS), (SKIPS[-1], TWO_WORKERS)],
)
def test_a_skip_anywhere_fails_with_its_reason(source: str, workers: list[str], tmp_path: Path) -> None:
    done = run_pytest(tmp_path, source, workers)
    assert done.returncode != 0
    assert "nothing may be skipped under REQUIRE_ALL=1" in done.stdout
    assert "no browser" in done.stdout


def test_an_expected_failure_is_no_skip(tmp_path: Path) -> None:
    source = "@pytest.mark.xfail(strict=True)\ndef test_a(): assert 0\ndef test_b(): pass"
    done = run_pytest(tmp_path, source, ALONE)
    assert done.returncode == 0
    assert "1 passed, 1 xfailed" in done.stdout
