"""The dry run: both baselines held against the same rows, of captured traffic and of the training set's hold-out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from baselining.baselines.summarize import summarize
from baselining.config import Config
from baselining.dataset.spec import DatasetFormat, DatasetSpec, Engine
from baselining.documents.pair import Documents
from baselining.documents.statistics import Statistics
from baselining.errors import DocumentError, InputError, NoDataError
from baselining.evaluation.current import Current, current_of
from baselining.evaluation.evaluate import evaluate
from baselining.judgement.section import JudgeSection
from baselining.judgement.trial import WORDS, Data, Trial, alarms_of
from baselining.monitoring_run.baseline_files import BaselineFiles
from baselining.monitoring_run.run import Observation, observe
from baselining.outcome import Computation
from baselining.personal_data.treat import Treatment, keyed_hash, treat
from baselining.schedule.live import LiveSchedule
from baselining.spark.session.start import SessionSpec
from baselining.traffic.locate import preprocessor_of, traffic_of_schedule
from baselining.world.ports import Endpoints, World

NO_STATES = "There is no hold-out: files whose states were kept are not read again (profile.states)."
NOT_BY_DEEQU = "There is no hold-out: only the arrow engine sets rows aside."
NO_ROWS = "There is no hold-out: of so few rows, none was set aside."


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A trial, or the reason why there is none."""

    trial: Trial | None = None
    reason: str | None = None


def try_on_hold_out(new: Documents, old: Documents | None, computation: Computation, config: Config) -> Tried:
    """Hold both baselines against the rows that were held out of the training set."""
    if config.profile.engine is not Engine.ARROW:
        return Tried(reason=NOT_BY_DEEQU)
    if config.profile.states is not None:
        return Tried(reason=NO_STATES)
    held = computation.profiled.held_out if computation.profiled else None
    if held is None or not held.item_count:
        return Tried(reason=NO_ROWS)
    current = current_of(held, summarize(held, config.profile.format_version))
    if computation.treatment is not None:
        current = _hashed(current, computation.treatment)
    return _try("hold_out", current, new, old)


def _hashed(current: Current, treatment: Treatment) -> Current:
    """As captured traffic would have to come, with hashes in the place of values."""
    only_hashes = Treatment(hashed=treatment.hashed, key=treatment.key)
    return Current(
        statistics=treat(current.statistics, only_hashes),
        classes=current.classes,
        values={
            name: {keyed_hash(value, treatment.key): count for value, count in counts.items()}
            if name in treatment.hashed
            else counts
            for name, counts in current.values.items()
        },
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Captured traffic, read once for all that is asked of it; or the reason why there is none.

    Attributes:
        rows_an_hour: The median of the hours that have rows; None if they are not told apart.
    """

    observation: Observation | None = None
    notes: tuple[str, ...] = ()
    reason: str | None = None

    @property
    def rows_an_hour(self) -> int | None:
        """Rows that a run of each hour would see."""
        hours = self.observation.hours.values() if self.observation else ()
        rows = [each.statistics.dataset.item_count for each in hours]
        return round(median(rows)) if rows else None


def read_traffic(
    new: Documents,
    old: Documents | None,
    config: Config,
    world: World,
    endpoints: Callable[[], Endpoints],
    live: LiveSchedule,
    section: JudgeSection,
    session: SessionSpec,
) -> Seen:
    """Read what the schedule's endpoint captured in the window.

    Raises:
        DatasetError, WorldError: If there is traffic, and it cannot be read.
    """
    script = preprocessor_of(live)
    if script is not None and section.preprocess_script is None:
        return Seen(
            reason="The new baseline was not tried on captured traffic: the schedule's records pass a script, "
            f"{script}, which is run only if judge.preprocess_script names it."
        )
    try:
        traffic = traffic_of_schedule(world.monitoring, endpoints(), live.name)
        spec = DatasetSpec(
            uri=str(traffic.location),
            format=DatasetFormat.CAPTURE,
            since=section.traffic,
            captured_output=section.captured_output,
            preprocess_script=section.preprocess_script,
        )
        observation = _observe(spec, new, old, config, world, session)
    except NoDataError as problem:
        return Seen(reason=f"There is no captured traffic since {section.traffic}. {problem.message}")
    except InputError as problem:
        if (
            type(problem) is not InputError
        ):  # nothing is captured; what is captured and wrong is another matter
            raise
        return Seen(reason=f"There is no captured traffic to try the new baseline on. {problem.message}")
    return Seen(observation=observation, notes=(*traffic.notes, *observation.notes))


def try_on_traffic(new: Documents, old: Documents | None, seen: Seen) -> Tried:
    """Hold both baselines against captured traffic."""
    if seen.observation is None:
        return Tried(reason=seen.reason)
    return _try("traffic", seen.observation.current, new, old, notes=seen.notes)


def _observe(
    spec: DatasetSpec,
    new: Documents,
    old: Documents | None,
    config: Config,
    world: World,
    session: SessionSpec,
) -> Observation:
    baselines = [_files(each) for each in (new, old) if each is not None]
    return observe(
        spec,
        baselines,
        engine=Engine.ARROW,
        version=config.profile.format_version,
        session=session,
        events=world.events,
        by_hour=config.calibrate is not None,
    )


def _files(documents: Documents) -> BaselineFiles:
    return BaselineFiles(
        statistics=documents.statistics, constraints=documents.constraints, name="the baseline"
    )


def _try(
    data: Data, current: Current, new: Documents, old: Documents | None, *, notes: tuple[str, ...] = ()
) -> Tried:
    rows: Statistics = current.statistics
    try:
        ours = evaluate(current, new.statistics, new.constraints)
    except DocumentError as problem:
        return Tried(reason=f"The new baseline could not be held against {WORDS[data]}. {problem.message}")
    theirs = None
    if old is not None:
        try:
            theirs = evaluate(current, old.statistics, old.constraints)
        except DocumentError as problem:
            notes = (*notes, f"The old baseline could not be held against these rows. {problem.message}")
    return Tried(
        trial=Trial(
            data=data,
            rows=rows.dataset.item_count,
            new=alarms_of(ours, current.features, new.statistics, is_part=data == "hold_out"),
            old=None
            if theirs is None or old is None
            else alarms_of(theirs, current.features, old.statistics),
            notes=(*notes, *ours.notes),
        )
    )
