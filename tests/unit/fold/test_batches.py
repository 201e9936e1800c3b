from __future__ import annotations

import pyarrow as pa
import pytest

from baselining.fold.batches import builder_for, profile_batches
from baselining.states.column import CellClasses

SCHEMA = pa.schema([("text", pa.string()), ("number", pa.int64())])


def batch(*rows: tuple[str | None, int | None]) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist(
        [dict(zip(SCHEMA.names, row, strict=True)) for row in rows], schema=SCHEMA
    )


def test_rows_and_columns_are_counted_over_all_batches() -> None:
    rows, (text, number) = profile_batches(SCHEMA, [batch(("a", 1), (None, 2)), batch(), batch(("1", None))])

    assert rows == 3
    assert text.classes == CellClasses(missing=1, integral=1, string=1)
    assert number.classes == CellClasses(missing=1, integral=2)


def test_without_batches_there_are_columns_without_cells() -> None:
    rows, columns = profile_batches(SCHEMA, [])

    assert rows == 0
    assert [column.classes for column in columns] == [CellClasses(), CellClasses()]


def test_rows_without_columns_are_still_rows() -> None:
    nothing = pa.schema([])
    table = pa.RecordBatch.from_struct_array(pa.array([{}, {}, {}], pa.struct([])))

    assert profile_batches(nothing, [table]) == (3, [])


UNKNOWN_TO_SPARK = (pa.uint8(), pa.uint16(), pa.uint32(), pa.uint64(), pa.float16(), pa.decimal256(50, 2))
TURNED_INTO_TEXT = (pa.bool_(), pa.date32(), pa.timestamp("us"))
NOT_FLAT = (
    pa.list_(pa.int64()),
    pa.struct([("a", pa.int8())]),
    pa.dictionary(pa.int8(), pa.string()),
    pa.binary(),
)


@pytest.mark.parametrize("arrow_type", [*UNKNOWN_TO_SPARK, *TURNED_INTO_TEXT, *NOT_FLAT, pa.null()], ids=str)
def test_a_type_that_readers_do_not_hand_over_is_refused(arrow_type: pa.DataType) -> None:
    with pytest.raises(TypeError, match="no profile for columns of type"):
        builder_for(arrow_type)
