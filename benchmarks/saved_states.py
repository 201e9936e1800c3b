"""One new file among many: how much faster is a run with saved states than one that reads all; what do states weigh?

python -m benchmarks.saved_states [--files 20] [--rows 400000]
"""

from __future__ import annotations

import argparse
import os
import shutil
import time
from pathlib import Path

from baselining.baselines.summarize import summarize
from baselining.dataset.spec import DatasetFormat, DatasetSpec, Engine
from baselining.profile import DatasetProfile
from baselining.spark.profiler import profile_dataset
from baselining.spark.session.start import SessionSpec, open_session
from benchmarks.common import FOLDER, machine, numbers

COLUMNS = 20


def timed(folder: Path, states: Path | None) -> tuple[float, DatasetProfile]:
    """Seconds, and what was found, in the session that is running."""
    spec = DatasetSpec(uri=str(folder), format=DatasetFormat.PARQUET)
    started = time.perf_counter()
    found = profile_dataset(
        spec,
        engine=Engine.ARROW,
        session=SessionSpec(),
        on_progress=lambda *_: None,
        states=str(states) if states else None,
    )
    return time.perf_counter() - started, found.profile


def main() -> None:
    """Print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=20)
    parser.add_argument("--rows", type=int, default=400_000)
    options = parser.parse_args()
    print(machine())
    source = numbers(options.rows, COLUMNS)
    folder, states, others = (FOLDER / name for name in ("by-file", "by-file-states", "by-file-states-2"))
    for each in (folder, states, others):
        shutil.rmtree(each, ignore_errors=True)
    folder.mkdir()
    open_session(SessionSpec(master="local[2]"))
    timed(numbers(100_000, COLUMNS), None)  # warm
    for number in range(options.files - 1):
        os.link(source, folder / f"{number:04}.parquet")
    timed(folder, states)
    os.link(source, folder / f"{options.files - 1:04}.parquet")
    without_s, _ = timed(folder, None)
    refreshed_s, refreshed = timed(folder, states)
    saving_s, full = timed(folder, others)
    assert summarize(refreshed) == summarize(full), "an incremental run differs from a full one"
    weight = sum(file.stat().st_size for file in states.rglob("*") if file.is_file())
    data = source.stat().st_size * options.files
    print(f"{options.files} files of {options.rows:,} rows × {COLUMNS}, one of them new; the same statistics")
    print(
        f"reads one: {refreshed_s:.1f} s, reads all: {without_s:.1f} s, ratio {without_s / refreshed_s:.1f}; "
        f"reads and saves all: {saving_s:.1f} s, {saving_s / without_s:.2f} × reading all"
    )
    print(f"states: {weight / 1e6:,.1f} MB of {data / 1e6:,.0f} MB of data, {weight / data:.1%}")


if __name__ == "__main__":
    main()
