"""The door to Spark: a dataset's specification in, its metrics out, whichever engine computes them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from baselining.dataset import DatasetFormat, DatasetSpec
from baselining.errors import DatasetError
from baselining.metrics import DatasetMetrics, measure
from baselining.s3uri import is_s3
from baselining.spark.failures import spark_failures
from baselining.spark.jars import Need
from baselining.spark.session import SessionSpec, open_session


class Engine(str, Enum):
    """Who computes: one fast scan, or the real Deequ."""

    ARROW = "arrow"
    DEEQU = "deequ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What profiling found.

    Attributes:
        metrics: Of the dataset.
        short_rows: CSV rows with fewer cells than the header; the rest of them counts as missing.
        delta_version: The version read, of a Delta table.
        one_split: Was the dataset one file, read as one split? Then every last bit of the metrics is the container's;
            otherwise the sketches, and the last digits of sums, depend on how the data was split.
        spark_version: That computed it.
        notes: Sentences that a person should read, such as on cells left out.
    """

    metrics: DatasetMetrics
    short_rows: int = 0
    delta_version: int | None = None
    one_split: bool = False
    spark_version: str = ""
    notes: tuple[str, ...] = ()


Progress = Callable[[str, int, int], None]
"""Told (what, done, of how many) while something long runs."""


def needs_of(spec: DatasetSpec, engine: Engine) -> frozenset[Need]:
    """Which capabilities beyond stock Spark this takes."""
    needs = set()
    if is_s3(spec.uri):
        needs.add(Need.S3)
    if spec.format is DatasetFormat.DELTA:
        needs.add(Need.DELTA)
    if engine is Engine.DEEQU:
        needs.add(Need.DEEQU)
    return frozenset(needs)


def profile_dataset(
    spec: DatasetSpec, *, engine: Engine, session: SessionSpec, on_progress: Progress
) -> Profile:
    """Profile the dataset and check that it is fit to be a baseline's.

    Raises:
        DatasetError: If it is missing, empty, without rows, nested, with rows longer than the header, or not readable.
        StorageError, ComputeError, SetupError, JarsError: If the world or the machine fails.
    """
    on_progress("starting Spark", 0, 0)
    spark = open_session(session)
    from baselining.spark.progress import watched
    from baselining.spark.readers import read

    with spark_failures(spec.uri), watched(spark, f"profile {spec.uri}", on_progress):
        table = read(spark, spec)
        if engine is Engine.ARROW:
            from baselining.spark import arrow_engine

            state, short_rows, long_rows = arrow_engine.profile_table(spark, table)
            metrics = measure(state)
        else:
            from baselining.spark import deequ_engine

            metrics, short_rows, long_rows = deequ_engine.profile_table(spark, table)
        one_split = table.frame.rdd.getNumPartitions() == 1 and len(table.frame.inputFiles()) == 1
    _check(metrics, long_rows, len(table.names), spec)
    return Profile(
        metrics=metrics,
        short_rows=short_rows,
        delta_version=table.delta_version,
        one_split=one_split,
        spark_version=str(spark.version),
        notes=_notes(metrics, short_rows),
    )


def _check(metrics: DatasetMetrics, long_rows: int, columns: int, spec: DatasetSpec) -> None:
    if long_rows:
        raise DatasetError(
            f"{long_rows:,} rows of {spec.uri} have more cells than the {columns} columns of the header.",
            hint="Quote cells that contain the separator, or repair the rows; cells beyond the header would be lost.",
        )
    if not metrics.item_count:
        raise DatasetError(f"The dataset at {spec.uri} has no rows of data.")
    replaced = [name for name, column in metrics.columns.items() if column.replaced]
    if replaced and not spec.allow_replacement_characters:
        raise DatasetError(
            f"{spec.uri} is not clean UTF-8: cells of {', '.join(map(repr, replaced[:5]))} hold the replacement "
            "character U+FFFD.",
            hint="Save it as UTF-8, or accept those cells: --allow-replacement-characters "
            "(dataset.allow_replacement_characters).",
        )


def _notes(metrics: DatasetMetrics, short_rows: int) -> tuple[str, ...]:
    notes = []
    if short_rows:
        notes.append(f"{short_rows:,} rows are shorter than the header; their last cells count as missing.")
    for name, column in metrics.columns.items():
        if column.not_finite:
            notes.append(
                f"{column.not_finite:,} cells of {name!r} are NaN or infinite; its numbers leave them out."
            )
    return tuple(notes)
