"""How long does it take to profile captured traffic? Beside the same rows as CSV, and Deequ's own profile of those.

python -m benchmarks.capture [--records 1000000] [--files 1440] [--pairs 3] [--deequ-rows 100000]
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path
from statistics import median

import pyarrow.parquet as pq

from baselining.dataset.spec import DatasetFormat, DatasetSpec, Engine
from baselining.spark.profiler import profile_dataset
from baselining.spark.session.jars import Need
from baselining.spark.session.start import SessionSpec, open_session
from benchmarks.common import FOLDER, machine, measured, numbers

COLUMNS, CORES = 20, 2
START = datetime(2026, 11, 26, tzinfo=timezone.utc)
PER_FILE = 1000


def main() -> None:
    """Print seconds of warm sessions; each of captured data next to the same rows as CSV or JSON Lines."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--files", type=int, default=1440)
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--deequ-rows", type=int, default=100_000)
    asked = parser.parse_args()
    print(machine())
    open_session(SessionSpec(master=f"local[{CORES}]", needs=frozenset({Need.DEEQU})))
    for kind in ("csv", "json"):
        _few_large(asked.records, kind, asked.pairs)
    _many_small(asked.files, asked.pairs)
    _beside_deequ(asked.deequ_rows)


def _few_large(records: int, kind: str, pairs: int) -> None:
    folder, flat = written(records, records // 8, kind)
    flat_format = DatasetFormat.CSV if kind == "csv" else DatasetFormat.JSONL
    _profile(folder, DatasetFormat.CAPTURE)
    found = [(_profile(folder, DatasetFormat.CAPTURE), _profile(flat, flat_format)) for _ in range(pairs)]
    size = sum(file.stat().st_size for file in folder.rglob("*.jsonl"))
    print(
        f"{records:,} records x {COLUMNS} of {kind.upper()}, 8 files, {size / 1e6:.0f} MB: "
        f"{_told([captured for captured, _ in found])} (at most 10); the same rows as {flat_format.value}, one file: "
        f"{_told([as_flat for _, as_flat in found])}"
    )


def _many_small(files: int, pairs: int) -> None:
    folder, _ = written(files * PER_FILE, PER_FILE, "csv")
    _profile(folder, DatasetFormat.CAPTURE)
    whole = [_profile(folder, DatasetFormat.CAPTURE) for _ in range(pairs)]
    by_hour = [_profile(folder, DatasetFormat.CAPTURE, by_hour=True) for _ in range(pairs)]
    print(
        f"{files:,} files of {PER_FILE:,} records x {COLUMNS}: {_told(whole)} (at most 8); by hour: {_told(by_hour)}"
    )


def _beside_deequ(rows: int) -> None:
    folder, flat = written(rows, rows, "csv")
    ours = _profile(folder, DatasetFormat.CAPTURE)
    theirs = _profile(flat, DatasetFormat.CSV, Engine.DEEQU)
    print(
        f"{rows:,} rows: captured {_told([ours])}, Deequ's own profile of them as CSV {_told([theirs])}, "
        f"ratio {theirs[1] / ours[1]:.1f} of the processors"
    )


def _told(found: Sequence[tuple[float, float]]) -> str:
    """Seconds of the clock and of the processors, by half of which both cores could have done it."""
    clock, processors = (median(each) for each in zip(*found, strict=True))
    return f"{clock:.1f} s ({processors:.1f} s of the processors)"


def written(records: int, per_file: int, kind: str) -> tuple[Path, Path]:
    """Captured records in folders of hours, a minute a file, and a flat file of their rows; written once."""
    place = FOLDER / f"captured-{records}-{per_file}-{kind}"
    flat = place / f"flat.{'csv' if kind == 'csv' else 'jsonl'}"
    if not flat.exists():
        with _opened(flat.with_suffix(".part")) as rows:
            for number, lines in enumerate(_files(records, per_file, kind)):
                moment = START + timedelta(minutes=number % 1440)
                name = place / "captured" / f"{moment:%Y/%m/%d/%H}" / f"{moment:%M}-00-000-{number}.jsonl"
                with _opened(name) as file:
                    for captured, row in lines:
                        file.write(captured.replace("MOMENT", f"{moment:%Y-%m-%dT%H:%M:%SZ}"))
                        rows.write(row)
        flat.with_suffix(".part").rename(flat)
    return place / "captured", flat


def _opened(path: Path):  # type: ignore[no-untyped-def]
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.open("w")


def _files(records: int, per_file: int, kind: str) -> Iterator[Iterator[tuple[str, str]]]:
    for batch in pq.ParquetFile(numbers(records, COLUMNS)).iter_batches(per_file):
        columns = [list(map(repr, column.to_pylist())) for column in batch.columns]
        yield (_line(cells, batch.schema.names, kind) for cells in zip(*columns, strict=True))


def _line(cells: tuple[str, ...], names: list[str], kind: str) -> tuple[str, str]:
    """A captured record, whose output is the first cell, and its row."""
    if kind == "csv":
        answered, given, row = cells[0] + "\n", ",".join(cells[1:]), ",".join(cells)
    else:
        pairs = [f'"{name}": {cell}' for name, cell in zip(names, cells, strict=True)]
        answered, given, row = (
            "{" + pairs[0] + "}",
            "{" + ", ".join(pairs[1:]) + "}",
            "{" + ", ".join(pairs) + "}",
        )
    data = {
        name: {"observedContentType": f"text/{kind}", "mode": mode, "data": text, "encoding": kind.upper()}
        for name, mode, text in (("endpointInput", "INPUT", given), ("endpointOutput", "OUTPUT", answered))
    }
    metadata = {"eventId": "2b250b16-3f48-48ee-9bd8-801754b8db18", "inferenceTime": "MOMENT"}
    captured = {"captureData": data, "eventMetadata": metadata, "eventVersion": "0"}
    return json.dumps(captured, separators=(",", ":")) + "\n", row + "\n"


def _profile(
    place: Path, kind: DatasetFormat, engine: Engine = Engine.ARROW, *, by_hour: bool = False
) -> tuple[float, float]:
    spec = DatasetSpec(uri=str(place), format=kind, header=False)
    return measured(
        lambda: profile_dataset(
            spec, engine=engine, session=SessionSpec(), on_progress=lambda *_: None, by_hour=by_hour
        )
    )


if __name__ == "__main__":
    main()
