"""Columns of Parquet files told without Spark; that Spark has the same is tested in tests/spark/test_direct.py."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from baselining.dataset.columns import UnlikeSparkError
from baselining.dataset.found import found_local
from baselining.dataset.local import local_files
from baselining.dataset.readers import parquet_schema
from baselining.dataset.readers.parquet_schema import columns_of_files

PLAIN = pa.schema([("n", pa.int32()), ("x", pa.float64()), ("s", pa.string())])


def columns(folder: Path, *schemas: pa.Schema) -> list[tuple[str, str]]:
    for number, schema in enumerate(schemas):
        pq.write_table(schema.empty_table(), folder / f"{number}.parquet")
    found = columns_of_files(found_local(local_files(str(folder))))
    return [(column.name, column.spark_type) for column in found]


def by_spark(*fields: dict[str, Any]) -> pa.Schema:
    """`PLAIN` as if Spark had written it, with these columns."""
    own = json.dumps({"type": "struct", "fields": list(fields)})
    return PLAIN.with_metadata({"org.apache.spark.sql.parquet.row.metadata": own})


def field(name: str, kind: Any, **metadata: str) -> dict[str, Any]:
    return {"name": name, "type": kind, "nullable": True, "metadata": metadata}


def test_columns_that_all_files_have_in_order(tmp_path: Path) -> None:
    assert columns(tmp_path, PLAIN, PLAIN) == [("n", "int"), ("x", "double"), ("s", "string")]


def test_columns_that_spark_wrote_as_it_would_read_them(tmp_path: Path) -> None:
    schema = by_spark(field("n", "integer"), field("x", "double"), field("s", "string"))

    assert columns(tmp_path, schema) == [("n", "int"), ("x", "double"), ("s", "string")]


@pytest.mark.parametrize(
    "schemas",
    [
        (PLAIN, PLAIN.remove(2)),
        (PLAIN, pa.schema([PLAIN.field(1), PLAIN.field(0), PLAIN.field(2)])),
        (PLAIN, PLAIN.set(0, pa.field("n", pa.int64()))),
        (pa.schema([("a", pa.int32()), ("A", pa.int32())]),),
        (pa.schema([("a", pa.struct([("b", pa.int32())]))]),),
        (pa.schema([("a", pa.list_(pa.int32()))]),),
        (pa.schema([("a", pa.binary())]),),
        (pa.schema([("a", pa.null())]),),
        (by_spark(field("n", "integer"), field("x", "double"), field("s", "string", of="char(5)")),),
        (by_spark(field("n", "short"), field("x", "double"), field("s", "string")),),
        (by_spark(field("n", "integer"), field("x", "double"), field("s", {"type": "udt"})),),
        (by_spark(field("n", "integer")),),
        (PLAIN.with_metadata({"org.apache.spark.sql.parquet.row.metadata": "{"}),),
    ],
    ids=str,
)
def test_whatever_spark_may_have_otherwise_is_left_to_it(
    tmp_path: Path, schemas: tuple[pa.Schema, ...]
) -> None:
    with pytest.raises(UnlikeSparkError):
        columns(tmp_path, *schemas)


def test_a_file_that_is_no_parquet_is_spark_s_to_explain(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(b"PAR1 and no more")

    with pytest.raises(UnlikeSparkError, match="cannot be read"):
        columns(tmp_path)


def test_many_files_are_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet_schema, "_MOST_FILES", 1)

    with pytest.raises(UnlikeSparkError, match="many files"):
        columns(tmp_path, PLAIN, PLAIN)
