"""What a run of `make test` did, told in its last line: how many tests passed, and what was not run and why.

Each pytest of that run adds a line to the file that TEST_RESULTS names (tests/conftest.py); `python -m tests.results`
FILE tells them in one sentence.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

VARIABLE = "TEST_RESULTS"


@dataclass(frozen=True)
class Result:
    """Of one pytest, or of what stood in for it.

    Attributes:
        part: Which tests, such as `unit`.
        skipped: How many tests were skipped for which reason; 0 of them where a whole part was not run.
    """

    part: str
    passed: int = 0
    skipped: Mapping[str, int] = field(default_factory=dict)

    def add_to(self, file: Path) -> None:
        with file.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(vars(self)) + "\n")


def read(file: Path) -> list[Result]:
    return [Result(**json.loads(line)) for line in file.read_text(encoding="utf-8").splitlines()]


def told(results: Iterable[Result]) -> str:
    """The last line."""
    passed, skipped = Counter[str](), Counter[str]()
    for result in results:
        passed[result.part] += result.passed
        skipped.update(result.skipped)
    parts = " · ".join(f"{part} {count:,}" for part, count in passed.items() if count)
    line = f"{sum(passed.values()):,} tests passed ({parts})"
    if not skipped:
        return f"{line}; none was skipped."
    return f"{line}; NOT RUN: " + "; ".join(
        f"{count} tests: {reason}" if count else reason for reason, count in skipped.items()
    )


if __name__ == "__main__":
    sys.stdout.write(told(read(Path(sys.argv[1]))) + "\n")
