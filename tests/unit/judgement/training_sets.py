"""Training sets of flights that never were: healthy ones, and with a fault each."""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.unit.evaluation.data import baseline

from baselining.documents.pair import Documents

Columns = dict[str, list[str]]
ROWS = 3000
CARRIERS = {"UA": 30, "B6": 25, "EV": 20, "DL": 14, "AA": 8, "WN": 2.9, "OO": 0.1}


def healthy(seed: int, rows: int = ROWS) -> Columns:
    """A sample; no two seeds give the same one."""
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    hours = [min(23, max(5, round(chance.gauss(13, 4)))) for _ in range(rows)]
    distances = [
        chance.choice([187, 544, 733, 1089, 1400, 2475]) + chance.choice([0, 13, 40]) for _ in range(rows)
    ]
    delays = [chance.expovariate(1 / 20) - 12 for _ in range(rows)]
    return {
        "late": [str(int(delay > 15)) for delay in delays],
        "ticket": [f"{chance.getrandbits(48):012x}x" for _ in range(rows)],
        "hour": [str(hour) for hour in hours],
        "distance": [str(distance) for distance in distances],
        "air_time": [
            "" if chance.random() < 0.03 else f"{d / 7 + chance.gauss(20, 9):.1f}" for d in distances
        ],
        "dep_delay": ["" if chance.random() < 0.02 else f"{delay:.1f}" for delay in delays],
        "carrier": chance.choices(list(CARRIERS), list(CARRIERS.values()), k=rows),
        "year": ["2013"] * rows,
    }


def documents(columns: Columns) -> Documents:
    """The baseline that the columns suggest."""
    statistics, constraints = baseline(columns)
    return Documents(statistics=statistics, constraints=constraints)


def _only(columns: Columns, keep: Callable[[int], bool]) -> Columns:
    return {name: [cell for row, cell in enumerate(cells) if keep(row)] for name, cells in columns.items()}


def _with(columns: Columns, name: str, change: Callable[[str], str]) -> Columns:
    return {**columns, name: [change(cell) for cell in columns[name]]}


def _in_every(columns: Columns, name: str, step: int, value: str) -> Columns:
    return {**columns, name: [value if row % step == 0 else cell for row, cell in enumerate(columns[name])]}


FAULTS: dict[str, Callable[[Columns], Columns]] = {
    "units changed": lambda c: _with(c, "distance", lambda cell: str(round(int(cell) * 1.609))),
    "columns swapped": lambda c: {**c, "hour": c["distance"], "distance": c["hour"]},
    "missing cells doubled": lambda c: _in_every(c, "air_time", 25, ""),
    "category renamed": lambda c: _with(c, "carrier", lambda cell: "Delta" if cell == "DL" else cell),
    "truth leaked in": lambda c: {**c, "arr_delay": c["dep_delay"]},
    "order differs": lambda c: {name: c[name] for name in [*list(c)[4:], *list(c)[:4]]},
    "time zone shifted": lambda c: _with(c, "hour", lambda cell: str((int(cell) + 5) % 24)),
    "rows twice": lambda c: {name: cells * 2 for name, cells in c.items()},
    "file truncated": lambda c: _only(c, lambda row: row < ROWS // 3),
    "column constant": lambda c: _with(c, "hour", lambda _: "0"),
    "mark for missing": lambda c: _in_every(c, "dep_delay", 50, "-999"),
    "one class missing": lambda c: _only(c, lambda row: c["late"][row] == "0"),
    "words among numbers": lambda c: _in_every(c, "hour", 300, "noon"),
}
"""Each makes a faulty training set of a healthy one."""
