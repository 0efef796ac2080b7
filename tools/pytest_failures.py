"""pytest plugin: writes what failed into the file that $FAILURES names, for `run_tests.py` to say it at the end."""

import os
from pathlib import Path

import pytest

MAX_LINES = 8


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [report for kind in ("failed", "error") for report in terminalreporter.stats.get(kind, [])]
    Path(os.environ["FAILURES"]).write_text("".join(map(told, reports)), "utf-8")


def told(report: pytest.TestReport | pytest.CollectReport) -> str:
    """The test, what pytest says of the mistake, and where it happened."""
    lines = report.longreprtext.splitlines()
    reasons = [line for line in lines if line.startswith("E ")][:MAX_LINES]
    return "\n".join([f"-- {report.nodeid}", *reasons, *lines[-1:], ""])
