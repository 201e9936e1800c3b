"""For all tests: what was run and skipped is noted where `make test` asks for it."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from tests.results import VARIABLE, Result

if TYPE_CHECKING:
    import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Add this run to the file that TEST_RESULTS names, if it names one."""
    file = os.environ.get(VARIABLE)
    is_worker = hasattr(config, "workerinput")  # of pytest-xdist; their master tells of all
    if file and not is_worker and not config.option.collectonly:
        stats = terminalreporter.stats
        part = (config.rootpath / config.args[0]).relative_to(config.rootpath / "tests").parts[0]
        reasons = Counter(_reason(report.longrepr) for report in stats.get("skipped", ()))
        Result(part=part, passed=len(stats.get("passed", ())), skipped=reasons).add_to(Path(file))


def _reason(longrepr: object) -> str:
    """Why a test was skipped, without what tells one skipped test from another."""
    text = longrepr[2] if isinstance(longrepr, tuple) else str(longrepr)
    return str(text).removeprefix("Skipped: ").partition(" (")[0]
