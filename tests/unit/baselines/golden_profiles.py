"""Datasets beside the golden files, profiled without Spark: every cell is text, an empty one is missing."""

from __future__ import annotations

from functools import cache

import pyarrow as pa
import pyarrow.csv as csv
from tests.golden_data import golden

from baselining.fold.batches import profile_batches
from baselining.profile import DatasetProfile, measure
from baselining.states.dataset import Dataset


@cache
def profile_of(case: str, *, header: bool) -> DatasetProfile:
    """Of a dataset beside the golden files."""
    return profile_of_csv(golden(case).read_bytes(), header=header)


def profile_of_csv(raw: bytes, *, header: bool) -> DatasetProfile:
    """Of plain CSV, without quotes."""
    first = raw.split(b"\n", 1)[0].decode().rstrip("\r").split(",")
    names = first if header else [f"_c{place}" for place in range(len(first))]
    table = csv.read_csv(
        pa.BufferReader(raw),
        read_options=csv.ReadOptions(column_names=names, skip_rows=int(header)),
        convert_options=csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=True, null_values=[""]
        ),
    )
    rows, columns = profile_batches(table.schema, table.to_batches())
    return measure(Dataset(item_count=rows, columns=dict(zip(names, columns, strict=True))))
