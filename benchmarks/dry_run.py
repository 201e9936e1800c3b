"""What does trying a new baseline before it goes live cost, beside the job without that?

The same rows as Parquet, CSV and JSON Lines, with a tenth of them held out and both baselines held against those: at
most 30 % more, because it is the same scan. Then with captured traffic, a tenth as many records, as well: that is other
data, which costs what reading it costs, and has no limit here. Pairs, one after the other, in one warm session.

python -m benchmarks.dry_run [--rows 400000] [--pairs 5]
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from statistics import median

from baselining.computing import compute_documents
from baselining.config import Config
from baselining.dataset.spec import DatasetFormat, DatasetSpec, Engine
from baselining.documents.layout import FormatVersion
from baselining.documents.pair import Documents
from baselining.going_live.dry_run import Seen, try_on_hold_out, try_on_traffic
from baselining.judgement.facts import Facts
from baselining.judgement.judge import judge
from baselining.judgement.policy import Policy
from baselining.monitoring_run.baseline_files import BaselineFiles
from baselining.monitoring_run.run import observe
from baselining.outcome import Computation
from baselining.spark.session.start import SessionSpec, open_session
from baselining.world.events import SILENCE
from benchmarks.capture import COLUMNS, CORES, written
from benchmarks.common import machine, measured, numbers

_MOST = 1.3


def main() -> int:
    """Print ratios of processor time and of the clock; 1 if trying on held-out rows costs more than 30 %."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=400_000)
    parser.add_argument("--pairs", type=int, default=5)
    asked = parser.parse_args()
    print(machine())
    open_session(SessionSpec(master=f"local[{CORES}]"))
    csv, jsonl = (written(asked.rows, asked.rows // 8, kind)[1] for kind in ("csv", "json"))
    captured = written(asked.rows // 10, asked.rows // 80, "csv")[0]
    worst = 0.0
    for file, kind, traffic in (
        (numbers(asked.rows, COLUMNS), DatasetFormat.PARQUET, None),
        (csv, DatasetFormat.CSV, None),
        (jsonl, DatasetFormat.JSONL, None),
        (csv, DatasetFormat.CSV, captured),
    ):
        ratio = _pairs(file, kind, traffic, asked.pairs)
        worst = worst if traffic else max(worst, ratio)
    return int(worst > _MOST)


def _pairs(file: Path, kind: DatasetFormat, traffic: Path | None, pairs: int) -> float:
    spec = DatasetSpec(uri=str(file), format=kind, header=False)
    old = _computed(spec, 0.0)[0]
    found = [
        (measured(lambda: _computed(spec, 0.0)), measured(lambda: _tried(spec, old, traffic)))
        for _ in range(pairs + 1)
    ][1:]
    clock, processors = (
        median(tried[which] / without[which] for without, tried in found) for which in (0, 1)
    )
    beside = " and captured traffic" if traffic else ""
    print(
        f"{kind.value}, {COLUMNS} columns, hold-out{beside}: {processors:.2f} times the processors, "
        f"{clock:.2f} times the clock; without {median(without[1] for without, _ in found):.1f} s of the processors "
        f"(pairs: {', '.join(f'{tried[1] / without[1]:.2f}' for without, tried in found)})"
    )
    return processors


def _computed(spec: DatasetSpec, hold_out: float) -> tuple[Documents, Computation]:
    return compute_documents(
        spec,
        engine=Engine.ARROW,
        version=FormatVersion.CURRENT,
        session=SessionSpec(),
        events=SILENCE,
        hold_out=hold_out,
    )


def _tried(spec: DatasetSpec, old: Documents, traffic: Path | None) -> None:
    new, computation = _computed(spec, 0.1)
    config = Config(dataset=spec)
    tried = [try_on_hold_out(new, old, computation, config)]
    if traffic is not None:
        baselines = [
            BaselineFiles(statistics=each.statistics, constraints=each.constraints, name="a baseline")
            for each in (new, old)
        ]
        seen = observe(
            DatasetSpec(uri=str(traffic), format=DatasetFormat.CAPTURE),
            baselines,
            engine=Engine.ARROW,
            version=FormatVersion.CURRENT,
            session=SessionSpec(),
            events=SILENCE,
        )
        tried.append(try_on_traffic(new, old, Seen(observation=seen)))
    trials = tuple(each.trial for each in tried if each.trial is not None)
    assert len(trials) == len(tried)
    judge(new, old, Policy(), facts=Facts(trials=trials))


if __name__ == "__main__":
    sys.exit(main())
