"""Predictions and ground truth of two datasets, joined by the id of an inference.

The joined rows are spread by id over a number of tasks that depends on the data alone, and sorted by it there, so that
the same data gives the same bytes whatever the cluster is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pyspark import Accumulator  # noqa: TC002 - Spark is loaded by who calls this
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F  # noqa: N812 - the Spark community's name for it

from baselining.dataset.names import MALFORMED
from baselining.errors import DatasetError
from baselining.spark.frames.schema import quoted
from baselining.spark.frames.table import Table
from baselining.spark.model_quality.fold import FoldedRows, fold_frame, require_columns
from baselining.spark.progress import input_bytes
from baselining.states.model_quality.question import Question
from baselining.states.model_quality.rows import RowStates

_BYTES_PER_TASK = 128 * 1024 * 1024
_MOST_TASKS = 64
_ID = "id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """Two tables and the column that joins them.

    Attributes:
        on: In both.
        predictions, truth: The tables.
    """

    on: str
    predictions: Table
    truth: Table


def fold_joined(
    spark: SparkSession, sides: Sides, question: Question, kind: RowStates, values: Accumulator[int]
) -> tuple[FoldedRows, tuple[str, ...]]:
    """Fold the rows of both; predictions without ground truth count as such.

    Returns:
        The rows, and what a person should know of the join.

    Raises:
        DatasetError: If a column is lacking, an id stands twice, or no id of one is in the other.
    """
    ours = tuple(name for name in question.columns if name != question.ground_truth)
    if question.ground_truth == sides.on:
        raise DatasetError("The ground truth cannot be the column that joins it to predictions.")
    from_truth = [name for name in question.slices if name not in sides.predictions.names]
    require_columns(sides.predictions, [sides.on, *(name for name in ours if name not in from_truth)])
    require_columns(sides.truth, [sides.on, question.ground_truth, *from_truth])
    left = _selected(sides.predictions, sides.on, [n for n in ours if n not in from_truth], "p")
    right = _selected(sides.truth, sides.on, [question.ground_truth, *from_truth], "t")
    for frame, what in ((left, "predictions"), (right, "the ground truth")):
        _refuse_repeated(frame, sides.on, what)
    sizes = sum(input_bytes(side.frame) for side in (sides.predictions, sides.truth))
    tasks = min(
        max(-(-sizes // _BYTES_PER_TASK), 1), _MOST_TASKS
    )  # rows made in Python have no size that is known
    joined = left.join(right, _ID, "left_outer").repartition(tasks, _ID).sortWithinPartitions(_ID)
    places = [_place(name, left, right, ours, from_truth) for name in question.columns]
    frame = joined.select(*places)
    folded = fold_frame(spark, frame, range(len(places)), _plain(sides.predictions), question, kind, values)
    return folded, _notes(folded, right.count(), sides.on)


def _plain(table: Table) -> Table:
    """The table of joined rows, which have no others beside them."""
    return replace(table, checks_rows=False)


def _selected(table: Table, on: str, names: Sequence[str], prefix: str) -> DataFrame:
    """The id as text, and columns by number: names may be in both.

    Raises:
        DatasetError: If rows have another number of cells than the header.
    """
    if table.checks_rows:
        malformed = table.frame.where(F.col(MALFORMED).isNotNull()).count()
        if malformed:
            raise DatasetError(
                f"{malformed:,} rows have more or fewer cells than the header of their dataset.",
                hint="Quote cells that hold commas or line breaks.",
            )
    columns = [F.col(quoted(name)).alias(f"{prefix}{i}") for i, name in enumerate(names)]
    return table.frame.select(F.col(quoted(on)).cast("string").alias(_ID), *columns)


def _place(
    name: str, left: DataFrame, right: DataFrame, ours: Sequence[str], from_truth: Sequence[str]
) -> str:
    if name in ours and name not in from_truth:
        return left.columns[1:][[n for n in ours if n not in from_truth].index(name)]
    return right.columns[1:][([*from_truth].index(name) + 1) if name in from_truth else 0]


def _refuse_repeated(frame: DataFrame, on: str, what: str) -> None:
    repeated = frame.where(F.col(_ID).isNotNull()).groupBy(_ID).count().where(F.col("count") > 1)
    found = repeated.agg(F.count("*"), F.sum("count")).head()
    if found is not None and found[0]:
        raise DatasetError(
            f"{found[0]:,} ids in {on!r} stand more than once in {what}: {found[1]:,} rows.",
            hint="Each inference has one id; remove repeated rows, or name the column of the id.",
        )


def _notes(folded: FoldedRows, truths: int, on: str) -> tuple[str, ...]:
    matched = folded.rows.rows - folded.rows.problems.get("NO_TRUTH", 0)
    if folded.rows.rows and truths and not matched:
        raise DatasetError(
            f"No id of {folded.rows.rows:,} predictions is one of {truths:,} in the ground truth.",
            hint=f"Is {on!r} the same id in both, of the same type? 1 and 1.0 are not.",
        )
    if truths > matched:
        return (f"{truths - matched:,} of {truths:,} rows of ground truth belong to no prediction",)
    return ()
