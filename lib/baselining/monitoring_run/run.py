"""Read → profile → summarize → suggest → evaluate: what the container does with a baseline, as one function."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone

from baselining.baselines.summarize import summarize
from baselining.computing import compute_documents
from baselining.dataset.capture.naming import notes_beside, output_notes
from baselining.dataset.capture.records import CapturedOutput
from baselining.dataset.spec import DatasetFormat, DatasetSpec, Engine
from baselining.documents.files import to_bytes
from baselining.documents.layout import FormatVersion
from baselining.documents.pair import Documents
from baselining.documents.violations import VIOLATIONS
from baselining.evaluation.current import Current, current_of
from baselining.evaluation.document import document_of
from baselining.evaluation.evaluate import Evaluation, How, evaluate
from baselining.evaluation.expected import known_values, names_by_place
from baselining.evaluation.hours import ByHour, evaluate_by_hour
from baselining.monitoring_run.baseline_files import BaselineFiles
from baselining.outcome import Computation
from baselining.spark.session.start import SessionSpec
from baselining.world.events import Events

_HOUR_S = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """Current data, read: it can be evaluated against each of the baselines that it was read for.

    Attributes:
        documents: What `suggest` says of this data.
        computation: How it was computed.
        current: What an evaluation needs.
        hours: The same of each hour, if that was asked for.
        notes: What a person should know about the columns.
    """

    documents: Documents
    computation: Computation
    current: Current
    hours: Mapping[datetime, Current] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def files(self, evaluation: Evaluation) -> dict[str, bytes]:
        """The files of a monitoring run by name."""
        return {
            **self.documents.to_files(),
            VIOLATIONS: to_bytes(document_of(evaluation.violations)),
        }


def observe(
    dataset: DatasetSpec,
    baselines: Sequence[BaselineFiles],
    *,
    engine: Engine,
    version: FormatVersion,
    session: SessionSpec,
    events: Events,
    look_first: Callable[[], object] = lambda: None,
    by_hour: bool = False,
) -> Observation:
    """Read current data once, for evaluations against all of these baselines.

    Columns without names take those of the first baseline by place, and so do those of captured data, as in the
    container. Changes nothing anywhere.

    Args:
        by_hour: Tell hours apart, which captured data has.

    Raises:
        DatasetError, ConfigError, WorldError, SetupError: As `profile_dataset`.
    """
    constraints = [baseline.constraints for baseline in baselines]
    is_captured = dataset.format is DatasetFormat.CAPTURE
    notes: list[str] = []

    def named(columns: Sequence[str]) -> Mapping[str, str]:
        if is_captured:
            features = [feature.name for feature in constraints[0].features]
            notes.extend(notes_beside(columns, features))
            if dataset.captured_output is not CapturedOutput.NONE and dataset.preprocess_script is None:
                notes.extend(output_notes(len(columns), len(features)))
        return names_by_place(columns, constraints[0], always=is_captured)

    documents, computation = compute_documents(
        dataset,
        engine=engine,
        version=version,
        session=session,
        events=events,
        look_first=look_first,
        named=named,
        domains_of=lambda columns: known_values(columns, constraints, always_by_place=is_captured),
        by_hour=by_hour,
    )
    profiled = computation.profiled
    assert profiled is not None  # noqa: S101 - of data quality
    return Observation(
        documents=documents,
        computation=computation,
        current=current_of(profiled.profile, documents.statistics, profiled.counted),
        hours={
            datetime.fromtimestamp(hour * _HOUR_S, timezone.utc): current_of(
                each, summarize(each, version), profiled.counted_by_hour.get(hour)
            )
            for hour, each in profiled.hours.items()
            if hour
        },
        notes=tuple(notes),
    )


def evaluate_hours(observation: Observation, baseline: BaselineFiles, how: How) -> ByHour | None:
    """Hold what was read of each hour against one baseline; None if hours are not known.

    Raises:
        DocumentError: As `evaluate`.
    """
    if not observation.hours:
        return None
    return evaluate_by_hour(
        observation.hours, baseline.statistics, baseline.constraints, how, name=baseline.name
    )


def evaluate_against(observation: Observation, baseline: BaselineFiles, how: How) -> Evaluation:
    """Hold what was read against one baseline.

    Raises:
        DocumentError: As `evaluate`.
    """
    return evaluate(observation.current, baseline.statistics, baseline.constraints, how, name=baseline.name)
