from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from baselining.dataset.readers.unknown_types import refuse_unknown_types
from baselining.errors import DatasetError

TEN = pa.array([b"0123456789abcdef"], pa.binary(16))


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (pa.array(np.array([1.5], np.float16)), "Float16"),
        (pa.array([dt.time(1, 2)], pa.time32("ms")), "Time in milliseconds"),
        (pa.array([dt.time(1, 2)], pa.time64("us")), "Time in microseconds"),
        (pa.array([1], pa.time64("ns")), "Time in nanoseconds"),
        (pa.array([1], pa.timestamp("ns")), "Timestamp in nanoseconds"),
        (pa.ExtensionArray.from_storage(pa.uuid(), TEN), "UUID"),
        (pa.array([Decimal(1)], pa.decimal256(50, 2)), "Decimal(50,2)"),
    ],
    ids=str,
)
def test_a_type_that_spark_does_not_know_is_told_with_column_and_file(
    tmp_path: Path, cells: pa.Array, told: str
) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"fine": [1], "the column": cells}), path)

    with pytest.raises(DatasetError) as caught:
        refuse_unknown_types(str(path), pq.ParquetFile(path).schema)

    assert caught.value.message == (
        f"The column 'the column' of {path} is of the Parquet type {told}, which Spark does not know."
    )
    assert caught.value.hint.startswith("Write it as ")


def test_other_types_are_not_judged_here(tmp_path: Path) -> None:
    table = pa.table(
        {
            "n": [1],
            "s": ["a"],
            "d": [Decimal("1.50")],
            "wide": pa.array([Decimal(1)], pa.decimal128(38, 2)),
            "t": pa.array([dt.datetime(2026, 1, 1)], pa.timestamp("us")),
            "bytes": [b"x"],
            "nested": [{"a": 1}],
        }
    )
    pq.write_table(table, tmp_path / "a.parquet")

    refuse_unknown_types("a", pq.ParquetFile(tmp_path / "a.parquet").schema)
