"""A small sound baseline of our own making, and a larger one whose sketches were compacted."""

from __future__ import annotations

import random
from functools import cache

import pyarrow as pa
from tests.unit.states.datasets import merge_datasets

from baselining.baselines.suggest import suggest
from baselining.baselines.summarize import summarize
from baselining.documents.constraints import Constraints
from baselining.documents.statistics import Statistics
from baselining.fold.batches import profile_batches
from baselining.profile import measure
from baselining.states.dataset import Dataset


def table(rows: int, seed: int = 7) -> pa.Table:
    rng = random.Random(seed)  # noqa: S311 - not a secret
    return pa.table(
        {
            "age": [None if i % 9 == 4 else str(rng.randrange(18, 99)) for i in range(rows)],
            "price": [f"{rng.gauss(0, 100):.2f}" for _ in range(rows)],
            "city": [None if i % 7 == 3 else rng.choice(["Rome", "Oslo", "Lima"]) for i in range(rows)],
            "id": [f"id-{rng.getrandbits(40)}" for _ in range(rows)],
            "constant": ["1.5"] * rows,
            "nothing": pa.nulls(rows, pa.string()),
        }
    )


def statistics_of(*tables: pa.Table) -> Statistics:
    """Those of some splits, merged in order."""
    states = []
    for each in tables:
        rows, columns = profile_batches(each.schema, each.to_batches())
        states.append(Dataset(item_count=rows, columns=dict(zip(each.column_names, columns, strict=True))))
    whole = states[0]
    for state in states[1:]:
        whole = merge_datasets(whole, state)
    return summarize(measure(whole))


@cache
def small() -> tuple[Statistics, Constraints]:
    """40 rows: the sketches are the columns."""
    statistics = statistics_of(table(40))
    return statistics, suggest(statistics)


@cache
def large() -> tuple[Statistics, Constraints]:
    """2,700 rows: sketches of several levels."""
    statistics = statistics_of(table(2700))
    return statistics, suggest(statistics)
