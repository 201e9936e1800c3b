"""Monitoring runs without Spark."""

from __future__ import annotations

from tests.unit.baselines.golden_profiles import profile_of_csv
from tests.unit.evaluation.data import csv_of, current_csv

from baselining.baselines.suggest import suggest
from baselining.documents.pair import Documents
from baselining.evaluation import How
from baselining.monitoring_run.baseline_files import BaselineFiles
from baselining.monitoring_run.result import Result
from baselining.monitoring_run.run import Observation, evaluate_against
from baselining.outcome import Computation
from baselining.spark.profiled import Profiled, Throughput

Columns = dict[str, list[str]]


def observation_of(columns: Columns) -> Observation:
    """Current data of these columns, as if Spark had read it."""
    raw = csv_of(columns)
    current = current_csv(raw)
    rows = current.statistics.dataset.item_count
    throughput = Throughput(
        reading="a test", rows=rows, columns=len(columns), input_bytes=len(raw), seconds=1.0
    )
    computation = Computation(
        facts={"dataset_uri": "now.csv"},
        run={},
        item_count=rows,
        feature_count=len(columns),
        notes=("a note on the data",),
        seconds=1.5,
        one_split=True,
        throughput=throughput,
        profiled=Profiled(profile=profile_of_csv(raw, header=True), throughput=throughput),
    )
    documents = Documents(statistics=current.statistics, constraints=suggest(current.statistics))
    return Observation(documents=documents, computation=computation, current=current)


def baseline_of(columns: Columns) -> BaselineFiles:
    """The files of a baseline that these columns suggest."""
    documents = observation_of(columns).documents
    return BaselineFiles(
        statistics=documents.statistics,
        constraints=documents.constraints,
        name="b/constraints.json",
        statistics_name="b/statistics.json",
    )


def result_of(now: Columns, before: Columns, how: How = How()) -> Result:  # noqa: B008 - frozen
    """The end of a run."""
    observation, baseline = observation_of(now), baseline_of(before)
    return Result(
        observation=observation,
        baseline=baseline,
        how=how,
        evaluation=evaluate_against(observation, baseline, how),
        files=["out/constraint_violations.json"],
        metrics=3,
    )
