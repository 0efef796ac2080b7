"""Every test suite of the repository, each in a process of its own: `run_tests.py [folder ...]`.

One process each, because the first suite's Django settings would win for all that follow; the root's two long suites
are shared out among workers by file, so that what a file sets up is set up once. REQUIRE_ALL=1 in the environment turns
everything that would be skipped into a failure. What failed is said once more at the end, where logs are cut last.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BROWSER = "tests/browser"
PACKAGES = sorted(str(tests.parent.relative_to(ROOT)) for tests in ROOT.glob("packages/*/tests"))
SUITES = (*PACKAGES, "examples", "tests", BROWSER)
MAX_TEST_S = 300  # a test that waits forever fails, and says where, instead of holding up all the others
WORKERS = min((os.cpu_count() or 1) + 1, 4)  # each waits for its servers and browsers now and then
REQUIRE_ALL = os.environ.get("REQUIRE_ALL", "") not in ("", "0")


def main(suites: list[str]) -> int:
    with tempfile.TemporaryDirectory() as folder:
        notes = {suite: Path(folder) / str(number) for number, suite in enumerate(suites or SUITES)}
        outcomes = {suite: run(suite, failures) for suite, failures in notes.items()}
        failed = [suite for suite, outcome in outcomes.items() if outcome == "failed"]
        texts = [notes[suite].read_text("utf-8") for suite in failed if notes[suite].exists()]
    print(
        "\n" + "\n".join(f"{suite:<30} {outcome}" for suite, outcome in outcomes.items()), *texts, sep="\n", flush=True
    )
    return int(bool(failed))


def run(suite: str, failures: Path) -> str:
    """`passed`, `failed`, or `skipped: …` with the reason. What failed is written into `failures`."""
    print(f"\n== {suite}", flush=True)
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "tools"), "FAILURES": str(failures)}
    if suite == BROWSER:
        chromium, reason = find_chromium()
        if not chromium:
            print(f"SKIPPED {suite}: {reason}", flush=True)
            return "failed" if REQUIRE_ALL else f"skipped: {reason}"
        environment["CHROMIUM"] = chromium
    command = [sys.executable, "-m", "pytest", *arguments(suite)]
    done = subprocess.run(command, cwd=folder(suite), env=environment, check=False)
    return "passed" if done.returncode == 0 else "failed"


def folder(suite: str) -> Path:
    """The folder whose pyproject.toml configures pytest for the suite."""
    return ROOT if suite.split("/")[0] == "tests" else ROOT / suite


def arguments(suite: str) -> list[str]:
    quiet = ["-q", "--durations=15", f"--timeout={MAX_TEST_S}", "-p", "pytest_failures"]
    quiet += ["-p", "pytest_no_skips"] if REQUIRE_ALL else []
    if folder(suite) != ROOT:
        return quiet
    shared_out = ["-n", str(WORKERS), "--dist=loadfile"] if suite in ("tests", BROWSER) else []
    return [*quiet, *shared_out, suite, *([f"--ignore={BROWSER}"] if suite == "tests" else [])]


def find_chromium() -> tuple[str, str]:
    """The path of a Chromium, or "" and why there is none."""
    done = subprocess.run([ROOT / "tools/chromium"], capture_output=True, text=True, check=False)
    return done.stdout.strip(), (done.stderr.strip().splitlines() or [""])[-1]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
