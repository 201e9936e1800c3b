"""Random typed tables (Parquet, JSON Lines) of differently-natured columns; drawn as in random_csv.py."""

from __future__ import annotations

import datetime as dt
import json
import random
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyarrow as pa
from hypothesis import strategies as st
from tests.spark.random_csv import NATURES, ROWS, SEEDS

_FINITE = st.floats(-1e150, 1e150, allow_subnormal=True)
_SPECIAL = st.sampled_from([float("nan"), float("inf"), float("-inf"), -0.0, 0.0, 5e-324, -5e-324])
_FLOAT32 = st.one_of(st.floats(width=32, allow_nan=True, allow_infinity=True), st.sampled_from([-0.0, 0.0]))
_LONGS = st.one_of(
    st.integers(-9, 9),
    st.integers(-(2**63) + 1, 2**63 - 1),
    st.integers(2**53 - 3, 2**53 + 3),
    st.just(2**31),
)
_TEXT = st.one_of(NATURES["mixed"], NATURES["booleans"], NATURES["almost numbers"], st.just(""))


def _decimals(digits: int, scale: int) -> st.SearchStrategy[Decimal]:
    unscaled = st.one_of(st.integers(-(10**digits) + 1, 10**digits - 1), st.integers(-1000, 1000))
    return unscaled.map(lambda n: Decimal(n).scaleb(-scale))


KINDS: dict[str, tuple[pa.DataType, st.SearchStrategy[Any]]] = {
    "byte": (pa.int8(), st.integers(-128, 127)),
    "short": (pa.int16(), st.integers(-(2**15), 2**15 - 1)),
    "int": (pa.int32(), st.integers(-(2**31), 2**31 - 1)),
    "long": (pa.int64(), _LONGS),
    "float": (pa.float32(), _FLOAT32),
    "double": (pa.float64(), st.one_of(_FINITE, st.floats(-1e6, 1e6), _SPECIAL)),
    "zeros": (pa.float64(), st.sampled_from([0.0, -0.0, 1.0, -1.0])),
    "decimal(10,2)": (pa.decimal128(10, 2), _decimals(10, 2)),
    "decimal(18,9)": (pa.decimal128(18, 9), _decimals(18, 9)),
    "decimal(38,6)": (pa.decimal128(38, 6), _decimals(33, 6)),
    "decimal(20,0)": (pa.decimal128(20, 0), _decimals(20, 0)),
    "boolean": (pa.bool_(), st.booleans()),
    "date": (pa.date32(), st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1))),
    "timestamp": (
        pa.timestamp("us", tz="UTC"),
        st.datetimes(dt.datetime(1971, 1, 1), dt.datetime(2100, 1, 1), timezones=st.just(dt.timezone.utc)),
    ),
    "string": (pa.string(), _TEXT),
}


@dataclass(frozen=True)
class TypedRecipe:
    """How to fill a column."""

    kind: str
    pool: list[Any]
    missing: float
    seed: int

    def cells(self, rows: int) -> list[Any]:
        rng = random.Random(self.seed)  # noqa: S311 - not a secret
        total = 0
        cells: list[Any] = []
        for _ in range(rows):
            if rng.random() < self.missing:
                cells.append(None)
                continue
            cell = rng.choice(self.pool)
            if self.kind == "long":  # Deequ does not notice sums that overflow
                cell = -cell if abs(total + cell) >= 2**63 else cell
                total += cell
            cells.append(cell)
        return cells


@dataclass(frozen=True)
class TableRecipe:
    """A table."""

    rows: int
    columns: list[TypedRecipe]

    def table(self) -> pa.Table:
        arrays = {
            f"f{i}": pa.array(column.cells(self.rows), KINDS[column.kind][0])
            for i, column in enumerate(self.columns)
        }
        return pa.table(arrays)

    def json_lines(self, *, may_escape: bool = True) -> str:
        columns = [column.cells(self.rows) for column in self.columns]
        lines = []
        for number, row in enumerate(zip(*columns, strict=True)):
            members = {f"f{i}": cell for i, cell in enumerate(row) if cell is not None or number % 2}
            lines.append(json.dumps(members, ensure_ascii=may_escape and bool(number % 3)))
        return "\n".join(lines)


_MISSING = st.sampled_from([0.0, 0.02, 0.5, 1.0])


def _column(kinds: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[TypedRecipe]:
    return st.sampled_from(sorted(kinds)).flatmap(
        lambda kind: st.builds(
            TypedRecipe,
            kind=st.just(kind),
            pool=st.one_of(
                st.lists(kinds[kind], min_size=1, max_size=8),
                st.lists(kinds[kind], min_size=60, max_size=60),
            ),
            missing=_MISSING,
            seed=SEEDS,
        )
    )


def _tables(kinds: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[TableRecipe]:
    columns = st.lists(_column(kinds), min_size=4, max_size=24)
    return st.builds(TableRecipe, rows=ROWS, columns=columns)


PARQUETS = _tables({kind: cells for kind, (_, cells) in KINDS.items()})

JSON_LINES = _tables(
    {
        "long": _LONGS,
        "small": st.integers(-5, 5),
        "double": st.one_of(st.floats(-1e140, 1e140), st.integers(-99, 99)),
        "boolean": st.booleans(),
        "text": st.one_of(_TEXT, NATURES["any text"]),
        "mixed": st.one_of(st.integers(-5, 5), st.booleans(), st.floats(-1e9, 1e9), _TEXT),
        "beyond 64 bits": st.one_of(st.integers(2**63, 2**70), st.integers(-9, 9)),
    }
)

_NO_ESCAPES = st.one_of(_TEXT, NATURES["any text"]).map(
    lambda text: "".join(each for each in text if each >= " " and each not in '"\\')
)
_SHORT = st.integers(-(10**17), 10**17)

PLAIN_JSON_LINES = _tables(
    {
        "long": _SHORT,
        "small": st.integers(-5, 5),
        "double": st.one_of(st.floats(-1e140, 1e140), st.floats(-99, 99)),
        "hardly a double": st.one_of(*[_SHORT] * 9, st.floats(-1e140, 1e140)),
        "boolean": st.booleans(),
        "text": _NO_ESCAPES,
    }
)
