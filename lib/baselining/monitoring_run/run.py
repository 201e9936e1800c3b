"""Read → profile → summarize → suggest → evaluate: what the container does with a baseline, as one function."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from baselining.dataset.spec import DatasetSpec, Engine
from baselining.documents.files import to_bytes
from baselining.documents.layout import FormatVersion
from baselining.documents.pair import Documents
from baselining.documents.violations import VIOLATIONS
from baselining.evaluation.current import Current, current_of
from baselining.evaluation.document import document_of
from baselining.evaluation.evaluate import Evaluation, How, evaluate
from baselining.evaluation.expected import known_values, names_by_place
from baselining.monitoring_run.baseline_files import BaselineFiles
from baselining.pipeline import Computation, compute_documents
from baselining.spark.session.start import SessionSpec
from baselining.world.events import Events


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """Current data, read: it can be evaluated against each of the baselines that it was read for.

    Attributes:
        documents: What `suggest` says of this data.
        computation: How it was computed.
        current: What an evaluation needs.
    """

    documents: Documents
    computation: Computation
    current: Current

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
) -> Observation:
    """Read current data once, for evaluations against all of these baselines.

    Columns without names take those of the first baseline by place. Changes nothing anywhere.

    Raises:
        DatasetError, ConfigError, WorldError, SetupError: As `profile_dataset`.
    """
    constraints = [baseline.constraints for baseline in baselines]

    def named(columns: Sequence[str]) -> Mapping[str, str]:
        return names_by_place(columns, constraints[0])

    documents, computation = compute_documents(
        dataset,
        engine=engine,
        version=version,
        session=session,
        events=events,
        look_first=look_first,
        named=named,
        domains_of=lambda columns: known_values(columns, constraints),
    )
    profiled = computation.profiled
    return Observation(
        documents=documents,
        computation=computation,
        current=current_of(profiled.profile, documents.statistics, profiled.counted),
    )


def evaluate_against(observation: Observation, baseline: BaselineFiles, how: How) -> Evaluation:
    """Hold what was read against one baseline.

    Raises:
        DocumentError: As `evaluate`.
    """
    return evaluate(observation.current, baseline.statistics, baseline.constraints, how, name=baseline.name)
