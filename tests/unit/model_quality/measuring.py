"""Rows of CSV and of arrays → metrics, without Spark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pa_csv

from baselining.fold.model_quality.rows import RowsBuilder
from baselining.model_quality.measure import Quality, measure
from baselining.states.model_quality.question import Problem, Question
from baselining.states.model_quality.rows import Rows, RowStates


def rows_of_csv(file: Path, question: Question) -> Rows:
    """All cells are text, as the workers read CSV."""
    text = pa_csv.ConvertOptions(
        column_types=dict.fromkeys(question.columns, pa.string()), strings_can_be_null=True
    )
    return rows_of(pa_csv.read_csv(file, convert_options=text).to_batches(), question)


def rows_of(batches: Sequence[pa.RecordBatch], question: Question, *, exact: bool = False) -> Rows:
    builder = RowsBuilder(question, RowStates(exact=exact))
    for batch in batches:
        builder.add(batch)
    return builder.rows()


def quality_of(columns: Mapping[str, Any], question: Question, *, exact: bool = False) -> Quality:
    batch = pa.RecordBatch.from_pydict({name: pa.array(values) for name, values in columns.items()})
    return measure(rows_of([batch], question, exact=exact).performance, question, exact=exact)


BINARY = Question(
    problem=Problem.BINARY, ground_truth="label", inference="prediction", probabilities=("probability",)
)
CLASSES = Question(problem=Problem.MULTICLASS, ground_truth="label", inference="prediction")
NUMBERS = Question(problem=Problem.REGRESSION, ground_truth="label", inference="prediction")
