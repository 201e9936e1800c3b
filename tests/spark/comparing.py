"""Profiling one dataset with both engines and saying where their documents differ."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from pyspark.sql import SparkSession

from baselining.baselines.suggest import suggest
from baselining.baselines.summarize import summarize
from baselining.dataset.spec import DatasetSpec, Engine
from baselining.documents.files import CONSTRAINTS, STATISTICS, to_bytes
from baselining.errors import DatasetError
from baselining.profile import DatasetProfile, measure
from baselining.spark.engines import arrow as arrow_engine
from baselining.spark.engines import deequ as deequ_engine
from baselining.spark.frames.readers import read
from baselining.spark.frames.table import Table

Files = dict[str, bytes]

_SHOWN = 20


def profile(spark: SparkSession, table: Table, engine: Engine) -> DatasetProfile:
    """The metrics of a table, without the checks that refuse a dataset."""
    if engine is Engine.ARROW:
        return measure(arrow_engine.profile_table(spark, table).state)
    return deequ_engine.profile_table(spark, table)[0]


def documents(spark: SparkSession, spec: DatasetSpec, engine: Engine) -> Files:
    """What the product would write about a dataset."""
    statistics = summarize(profile(spark, read(spark, spec), engine))
    return {STATISTICS: to_bytes(statistics), CONSTRAINTS: to_bytes(suggest(statistics))}


def assert_engines_agree(spark: SparkSession, spec: DatasetSpec) -> None:
    """Compare the documents of both engines, byte for byte; a failure lists the fields that differ."""
    try:
        table = read(spark, spec)
    except DatasetError:  # refused before any engine saw it
        return
    del table
    assert_same(documents(spark, spec, Engine.ARROW), documents(spark, spec, Engine.DEEQU))


def assert_same(ours: Files, theirs: Files) -> None:
    if ours != theirs:
        found = [
            line
            for name in ours
            for line in differences(json.loads(ours[name]), json.loads(theirs[name]), name)
        ]
        shown = found[:_SHOWN] or ["the bytes differ, though every field is equal"]
        raise AssertionError("\n".join([f"{len(found)} fields differ (left: arrow):", *shown]))


def differences(a: Any, b: Any, path: str = "") -> Iterator[str]:
    """One line for each place where two JSON values differ, texts of numbers included."""
    if isinstance(a, dict) and isinstance(b, dict):
        if list(a) != list(b):
            yield f"{path}: members {list(a)} != {list(b)}"
        for key in a.keys() & b.keys():
            yield from differences(a[key], b[key], f"{path}.{key}")
    elif isinstance(a, list) and isinstance(b, list):
        if len(a) != len(b):
            yield f"{path}: {len(a)} items != {len(b)}"
        for i, (left, right) in enumerate(zip(a, b, strict=False)):
            yield from differences(left, right, f"{path}[{_name_of(left, i)}]")
    elif repr(a) != repr(b):
        yield f"{path}: {a!r} != {b!r}"


def _name_of(item: Any, index: int) -> str:
    return f"{index} {item['name']!r}" if isinstance(item, dict) and "name" in item else str(index)
