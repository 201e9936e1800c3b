"""Our own golden files with missing cells: `tests/golden/missing-cells/data.csv` and its documents in every layout.

They were written by the `deequ` engine, hence by Deequ's own histogram. That the container writes the same buckets is
known from public outputs without data (tests/unit/baselines/test_golden_baselines.py).
"""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "golden" / "missing-cells"
DATA = FOLDER / "data.csv"


def expected(version: str) -> dict[str, bytes]:
    """The bytes of both documents in that layout."""
    return {name: (FOLDER / version / name).read_bytes() for name in ("statistics.json", "constraints.json")}
