"""Parquet types that Spark does not know, told by the names of column and file.

Spark itself says no more than the type, or takes the column for bytes (`ParquetToSparkSchemaConverter`).
"""

from __future__ import annotations

import json
from typing import Any

import pyarrow.parquet as pq  # noqa: TC002 - loaded anyway

from baselining.errors import DatasetError

_MOST_DIGITS = 38
_INSTEAD = {
    "Float16": "32-bit floating point numbers",
    "Time": "text, or a number of seconds",
    "UUID": "text",
    "Decimal": f"decimals of at most {_MOST_DIGITS} digits",
    "Timestamp": "times in microseconds (pyarrow, pandas: coerce_timestamps='us')",
}


def refuse_unknown_types(path: str, schema: pq.ParquetSchema) -> None:
    """Raise DatasetError if a column of the file is of a type that Spark does not know."""
    for index in range(len(schema)):
        column = schema.column(index)
        logical = json.loads(column.logical_type.to_json())
        told = _unknown(logical)
        if told is not None:
            raise DatasetError(
                f"The column {column.name!r} of {path} is of the Parquet type {told}, which Spark does not know.",
                hint=f"Write it as {_INSTEAD[logical['Type']]}.",
            )


def _unknown(logical: dict[str, Any]) -> str | None:
    """The type in words, if Spark does not know it."""
    match logical:
        case {"Type": "Float16" | "UUID" as name}:
            return str(name)
        case {"Type": "Time", "timeUnit": unit}:
            return f"Time in {unit}"
        case {"Type": "Timestamp", "timeUnit": "nanoseconds"}:
            return "Timestamp in nanoseconds"
        case {"Type": "Decimal", "precision": digits, "scale": scale} if digits > _MOST_DIGITS:
            return f"Decimal({digits},{scale})"
        case _:
            return None
