"""What the benchmarks share: data, the clock, the machine, memory."""

from __future__ import annotations

import os
import platform
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from baselining.dataset.spec import DatasetFormat, DatasetSpec, Engine
from baselining.profile import DatasetProfile
from baselining.spark.profiler import profile_dataset
from baselining.spark.session.start import SessionSpec

FOLDER = Path(os.environ.get("BASELINING_BENCH_DATA", Path(__file__).parents[1] / ".bench"))
"""Where data is kept from run to run; outside git."""


def machine() -> str:
    """One line; the load tells whether to believe the rest."""
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    return f"machine: {os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, load {load}"


def numbers(rows: int, columns: int) -> Path:
    """A Parquet file of doubles of several shapes, integers of few and many values; written once, in pieces."""
    random = np.random.default_rng(7)
    step = min(rows, max(10_000, 5_000_000 // columns))
    return written(
        f"numbers-{rows}x{columns}.parquet", rows, step, lambda size: _piece(random, size, columns)
    )


def written(name: str, rows: int, step: int, piece_of: Callable[[int], pa.Table]) -> Path:
    """A Parquet file of so many rows, written once, `step` rows at a time."""
    FOLDER.mkdir(exist_ok=True)
    file = FOLDER / name
    if not file.exists():
        unfinished = file.with_suffix(".part")
        writer = None
        for start in range(0, rows, step):
            piece = piece_of(min(step, rows - start))
            writer = writer or pq.ParquetWriter(unfinished, piece.schema)
            writer.write_table(piece)
        assert writer is not None
        writer.close()
        unfinished.rename(file)
    return file


def _piece(random: np.random.Generator, rows: int, columns: int) -> pa.Table:
    makers: tuple[Callable[[], np.ndarray], ...] = (
        lambda: random.normal(size=rows),
        lambda: random.lognormal(size=rows),
        lambda: random.integers(0, 10**6, rows),
        lambda: np.round(random.uniform(0, 100, rows), 2),
        lambda: random.integers(0, 5, rows),
    )
    return pa.table({f"f{i}": makers[i % len(makers)]() for i in range(columns)})


def profile(file: Path, engine: Engine = Engine.ARROW) -> tuple[float, DatasetProfile]:
    """Seconds, and what was found, in the session that is running."""
    started = time.perf_counter()
    spec = DatasetSpec(uri=str(file), format=DatasetFormat.PARQUET)
    found = profile_dataset(spec, engine=engine, session=SessionSpec(), on_progress=lambda *_: None)
    return time.perf_counter() - started, found.profile


def best(times: int, action: Callable[[], object]) -> float:
    """The shortest of several runs, in seconds."""
    seconds = []
    for _ in range(times):
        started = time.perf_counter()
        action()
        seconds.append(time.perf_counter() - started)
    return min(seconds)


def measured(action: Callable[[], object]) -> tuple[float, float]:
    """Seconds of the clock, and of the processors: those count what this process and all that it started did.

    On a machine that others use, too, the clock says how busy they are; processors say what was done.
    """
    before, started = _processors(), time.perf_counter()
    action()
    return time.perf_counter() - started, _processors() - before


def _processors() -> float:
    """Seconds that this process and all below it have used, those included that have ended and were waited for."""
    ticks = 0
    for pid in [os.getpid(), *_descendants(os.getpid())]:
        with suppress(OSError):
            ticks += sum(map(int, Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


@contextmanager
def peak_memory() -> Iterator[dict[str, float]]:
    """MB at most meanwhile: of `python` workers together, of the `jvm`, of this `driver`."""
    peaks = {"python": 0.0, "jvm": 0.0, "driver": 0.0}
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.25):
            now = {"python": 0.0, "jvm": 0.0, "driver": _memory(os.getpid())}
            for pid in _descendants(os.getpid()):
                now["jvm" if _name(pid) == "java" else "python"] += _memory(pid)
            for kind, size in now.items():
                peaks[kind] = max(peaks[kind], size)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    yield peaks
    over.set()
    watcher.join()


def _descendants(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = [int(child) for child in task.read_text().split()]
        except OSError:
            continue
        for child in children:
            found += [child, *_descendants(child)]
    return found


def _name(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""


def _memory(pid: int) -> float:
    """Resident memory in MB, shared pages shared out among those who share them."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:")) / 1e3
