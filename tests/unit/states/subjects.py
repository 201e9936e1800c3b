"""Every kind of state, with rows that are hard on it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import strategies as st
from tests.unit.states.laws import Rows, Subject
from tests.unit.states.model_quality.subjects import MODEL_QUALITY
from tests.unit.states.same import (
    assert_same_column,
    assert_same_numbers,
    assert_same_sketch,
)

from baselining.fold import sketch
from baselining.fold.batches import builder_for
from baselining.fold.columns import COLUMN_STATES
from baselining.fold.moments import MomentsBuilder
from baselining.fold.sketch import SketchBuilder
from baselining.kernels.registers import register_longs
from baselining.states import categories, column, distinct, numbers
from baselining.states.column import CellClasses, Column
from baselining.states.kll import Kll
from baselining.states.numbers import Numbers

_MODERATE = st.floats(-1e100, 1e100)
"""Their squares neither overflow nor lose everything: associativity to rounding is meant for such numbers."""

_ODD_CELLS = (
    *(
        "",
        " ",
        "true",
        "false",
        "True",
        "0",
        "-0",
        "007",
        " 1",
        "- 1",
        "1 ",
        "1.5",
        "-2.50",
        "1e5",
        "1e400",
        "NaN",
    ),
    *("9007199254740993", "9223372036854775807", "-9223372036854775808", "9223372036854775808", "1" * 30),
    *("é", "𝔘𝔫𝔦", "\ufffd", "٣", "null"),
)
CELLS = st.one_of(
    st.none(),
    st.sampled_from(_ODD_CELLS),
    st.integers(-(2**70), 2**70).map(str),
    _MODERATE.map(repr),
    st.text(max_size=4),
)
INTEGERS = st.one_of(st.none(), st.integers(-(2**63), 2**63 - 1), st.integers(-2, 2))
FLOATS = st.one_of(st.none(), st.sampled_from([np.nan, np.inf, -np.inf, -0.0, 0.0]), _MODERATE)
DECIMALS = st.one_of(st.none(), st.integers(-(10**38) + 1, 10**38 - 1).map(Decimal))


def _lists(cells: st.SearchStrategy[Any]) -> st.SearchStrategy[Rows]:
    return st.one_of(st.just([]), cells.map(lambda cell: [cell]), st.lists(cells, max_size=40))


def _long_text(kinds: int) -> Rows:
    return [f"value {i % kinds}" for i in range(400)]


def _random_doubles(size: int, seed: int) -> np.ndarray:
    random = np.random.default_rng(seed)
    values = random.normal(3.0, 10.0, size)
    values[random.random(size) < 0.2] = 1.5  # ties
    return values


_DOUBLES = st.builds(
    _random_doubles, st.sampled_from([0, 1, 2049, 2050, 2051, 4000, 9000]), st.integers(0, 99)
)


def _fold_classes(batches: Sequence[Rows]) -> CellClasses:
    names = ("missing", "fractional", "integral", "boolean", "string")
    cells = [cell for batch in batches for cell in batch]
    return CellClasses(**{name: cells.count(name) for name in names})


def _fold_registers(batches: Sequence[Rows]) -> distinct.Registers:
    registers = distinct.empty()
    for batch in batches:
        register_longs(registers, np.array(batch, np.int64).view(np.uint64))
    return registers


def _fold_kll(batches: Sequence[Rows]) -> Kll:
    builder = SketchBuilder()
    for batch in batches:
        builder.add(np.asarray(batch))
    return builder.sketch()


def _fold_numbers(batches: Sequence[Rows]) -> Numbers:
    builder = MomentsBuilder()
    for batch in batches:
        builder.add(np.array(batch, np.float64))
    return builder.numbers()


def fold_column(batches: Sequence[Rows], arrow_type: pa.DataType) -> Column:
    builder = builder_for(arrow_type)
    for batch in batches:
        builder.add(pa.array(batch, arrow_type))
    return builder.column()


Categories = tuple[distinct.Registers, dict[str, int] | None]


def _fold_categories(batches: Sequence[Rows]) -> Categories:
    state = fold_column(batches, pa.string())
    return state.registers, None if state.categories is None else dict(state.categories)


def _merge_categories(a: Categories, b: Categories) -> Categories:
    registers = distinct.merge(a[0], b[0])
    return registers, categories.merge(a[1], b[1], registers)


def _column_subject(name: str, arrow_type: pa.DataType, rows: st.SearchStrategy[Rows]) -> Subject:
    return Subject(
        name=name,
        fold=lambda batches: fold_column(batches, arrow_type),
        merge=COLUMN_STATES.merge,
        rows=rows,
        assert_same=assert_same_column,
    )


_CLASS_NAMES = st.sampled_from(["missing", "fractional", "integral", "boolean", "string"])
_TEXTS = st.one_of(_lists(CELLS), st.sampled_from([1, 4, 5, 110, 121, 300]).map(_long_text))
_DECIMAL = pa.decimal128(38, 0)

COLUMNS = (
    _column_subject("text", pa.string(), _TEXTS),
    _column_subject("numeric text", pa.string(), _lists(st.integers(-(2**66), 2**66).map(str))),
    _column_subject("large text", pa.large_string(), _TEXTS),
    _column_subject("int64", pa.int64(), _lists(INTEGERS)),
    _column_subject("float64", pa.float64(), _lists(FLOATS)),
    _column_subject("decimal", _DECIMAL, _lists(DECIMALS)),
)
SUBJECTS = (
    *MODEL_QUALITY,
    Subject(name="cell classes", fold=_fold_classes, merge=column.merge_classes, rows=_lists(_CLASS_NAMES)),
    Subject(
        name="registers",
        fold=_fold_registers,
        merge=distinct.merge,
        rows=_lists(st.integers(-(2**63), 2**63 - 1)),
    ),
    Subject(name="kll", fold=_fold_kll, merge=sketch.merge, rows=_DOUBLES, assert_same=assert_same_sketch),
    Subject(
        name="numbers",
        fold=_fold_numbers,
        merge=lambda a, b: numbers.merge(a, b, sketch.merge),
        rows=st.one_of(_lists(FLOATS.filter(lambda x: x is not None)), _DOUBLES),
        assert_same=assert_same_numbers,
    ),
    Subject(name="categories", fold=_fold_categories, merge=_merge_categories, rows=_TEXTS),
    *COLUMNS,
)
