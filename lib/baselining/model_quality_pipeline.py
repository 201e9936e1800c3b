"""The line of model quality: read → measure → documents; from there on it is that of every baseline."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from baselining.config import ModelQualitySection
from baselining.dataset.readers.capture_merged import ID
from baselining.dataset.spec import DatasetFormat, DatasetSpec
from baselining.documents.files import CONSTRAINTS, STATISTICS, to_bytes
from baselining.documents.model_quality import QualityConstraints, QualityStatistics
from baselining.errors import ConfigError
from baselining.model_quality.check import check_rows, notes_on
from baselining.model_quality.documents import constraints_of, statistics_of
from baselining.model_quality.measure import Quality, measure
from baselining.model_quality.slices import Slice, slices_of
from baselining.publication.manifest import Fact
from baselining.publication.run_record import RunFact
from baselining.schedule.live import LiveSchedule
from baselining.schedule.model_quality import require_agreement
from baselining.spark.model_quality.measure import GroundTruth, MeasuredRows, measure_rows, needs_of_rows
from baselining.spark.profiled import Throughput
from baselining.spark.session.jars import Need
from baselining.spark.session.start import SessionSpec
from baselining.states.model_quality.scores import auc_bound
from baselining.world.events import Events
from baselining.world.model_quality import BETWEEN, Attributes


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredQuality:
    """A model, measured.

    Attributes:
        quality: Its metrics.
        slices: The same by slice.
        statistics, constraints: The documents.
        facts, run: What a manifest says about them, and what a run's record says beside that.
        notes: Sentences that a person should read.
        seconds: How long it took, Spark's start included.
        one_split: Was the dataset one file, read as one split?
    """

    quality: Quality
    slices: tuple[Slice, ...]
    statistics: QualityStatistics
    constraints: QualityConstraints
    facts: dict[str, Fact]
    run: dict[str, RunFact]
    notes: tuple[str, ...]
    seconds: float
    one_split: bool
    throughput: Throughput

    def to_files(self) -> dict[str, bytes]:
        """The exact bytes of both documents by the names of their files."""
        return {STATISTICS: to_bytes(self.statistics), CONSTRAINTS: to_bytes(self.constraints)}


def needs_of_quality(dataset: DatasetSpec, section: ModelQualitySection) -> frozenset[Need]:
    """Which capabilities beyond stock Spark this takes."""
    return needs_of_rows(dataset, truth_of(dataset, section))


def truth_of(dataset: DatasetSpec, section: ModelQualitySection) -> GroundTruth | None:
    """Where the ground truth is, if in a dataset of its own.

    Its format is what its name says; that of captured traffic is the merge job's.

    Raises:
        ConfigError: If it is not said which column joins it.
    """
    if section.ground_truth_dataset is None:
        return None
    if dataset.format is DatasetFormat.CAPTURE:
        captured = DatasetSpec(uri=section.ground_truth_dataset, format=DatasetFormat.CAPTURE)
        return GroundTruth(dataset=captured, on=ID)
    if section.inference_id is None:
        raise ConfigError(
            "--ground-truth-dataset needs --inference-id: the column, in both, that joins them."
        )
    return GroundTruth(dataset=DatasetSpec(uri=section.ground_truth_dataset), on=section.inference_id)


def measure_quality(
    dataset: DatasetSpec,
    section: ModelQualitySection,
    *,
    session: SessionSpec,
    events: Events,
    look_first: Callable[[], object] = lambda: None,
) -> MeasuredQuality:
    """Read → measure → documents. Changes nothing anywhere.

    Args:
        look_first: As `measure_rows` has it.

    Raises:
        DatasetError: If what was read cannot be measured.
        WorldError: If Spark, or where the data is, fails.
    """
    started = time.monotonic()
    question = section.question
    measured = measure_rows(
        dataset,
        question,
        exact=section.exact,
        truth=truth_of(dataset, section),
        session=session,
        on_progress=events.count,
        look_first=look_first,
    )
    rows = measured.rows
    notes = check_rows(rows, question, most_missing=section.most_missing, where=dataset.uri)
    quality = measure(rows.performance, question, exact=section.exact)
    bound = auc_bound(rows.performance.scores)
    return MeasuredQuality(
        quality=quality,
        slices=slices_of(rows.slices, quality, question, exact=section.exact),
        statistics=statistics_of(quality),
        constraints=constraints_of(quality, section.wishes),
        facts=_facts(dataset, section, measured, quality),
        run=_run(measured, bound),
        notes=(*measured.notes, *notes, *notes_on(quality, bound)),
        seconds=time.monotonic() - started,
        one_split=measured.one_split,
        throughput=measured.throughput,
    )


def agree_with(live: LiveSchedule, *, section: ModelQualitySection) -> None:
    """Refuse a schedule whose job definition has another problem or other attributes.

    Raises:
        InputError: As `require_agreement`.
    """
    ours = Attributes(
        problem_type=section.problem_type.value,
        inference=section.inference,
        probabilities=tuple(section.probability),
        threshold=section.threshold,
        has_auc=section.question.has_scores,
    )
    require_agreement(live, ours, allow_other_attributes=section.allow_other_attributes)


def _facts(
    dataset: DatasetSpec, section: ModelQualitySection, measured: MeasuredRows, quality: Quality
) -> dict[str, Fact]:
    """What the manifest says; nothing that differs between two runs on the same data."""
    facts: dict[str, Any] = {
        "dataset_uri": dataset.uri,
        "dataset_format": dataset.format.value,
        "ground_truth_uri": section.ground_truth_dataset,
        "item_count": quality.count,
        "problem_type": section.problem_type.value,
        "ground_truth_attribute": section.ground_truth,
        "inference_attribute": section.inference,
        "probability_attribute": BETWEEN.join(section.probability) or None,
        "probability_threshold": None if section.threshold is None else repr(section.threshold),
        "positive_label": section.positive_label,
        "exact": section.exact or None,
        "slack": ", ".join(f"{name}={amount}" for name, amount in sorted(section.slack.items())) or None,
        "limits": ", ".join(f"{name}={value}" for name, value in sorted(section.limits.items())) or None,
        "delta_version": measured.delta_version,
    }
    return {name: fact for name, fact in facts.items() if fact is not None}


def _run(measured: MeasuredRows, bound: float) -> dict[str, RunFact]:
    scores = measured.rows.performance.scores
    binned = bool(scores.shift)
    return {
        "spark_version": measured.spark_version or None,
        "rows_read": measured.rows.rows,
        "rows_left_out": measured.rows.rows - measured.rows.performance.count,
        "score_bins": len(scores.keys) if binned else None,
        "auc_changed_by_bins_at_most": bound if binned else None,
        **measured.throughput.to_json(),
    }
