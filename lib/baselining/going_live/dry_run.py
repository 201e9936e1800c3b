"""The dry run: both baselines held against the same rows, of captured traffic and of the training set's hold-out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from baselining.baselines.summarize import summarize
from baselining.computing import spark_for
from baselining.config import Config
from baselining.dataset.spec import DatasetFormat, DatasetSpec, Engine
from baselining.documents.pair import Documents
from baselining.documents.statistics import Statistics
from baselining.errors import DocumentError, InputError, NoDataError
from baselining.evaluation.current import Current, current_of
from baselining.evaluation.evaluate import evaluate
from baselining.judgement.trial import Data, Trial, alarms_of
from baselining.monitoring_run.baseline_files import BaselineFiles
from baselining.monitoring_run.run import Observation, observe
from baselining.outcome import Computation
from baselining.spark.profiler import needs_of
from baselining.traffic.locate import traffic_of_schedule
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
    return _try("hold_out", current, new, old)


def try_on_traffic(
    new: Documents,
    old: Documents | None,
    config: Config,
    world: World,
    endpoints: Callable[[], Endpoints],
    *,
    window: str,
) -> Tried:
    """Hold both baselines against what the schedule's endpoint captured in the last `window`, read once.

    Raises:
        DatasetError, WorldError: If there is traffic, and it cannot be read.
    """
    schedule = config.switch.schedule
    assert schedule is not None  # noqa: S101 - asked for only where a schedule is to be switched
    try:
        traffic = traffic_of_schedule(world.monitoring, endpoints(), schedule)
        spec = DatasetSpec(uri=str(traffic.location), format=DatasetFormat.CAPTURE, since=window)
        observation = _observe(spec, new, old, config, world)
    except NoDataError as problem:
        return Tried(reason=f"No traffic was captured in the last {window}. {problem.message}")
    except InputError as problem:
        if type(problem) is not InputError:
            raise
        return Tried(reason=f"There is no captured traffic to try the new baseline on. {problem.message}")
    return _try("traffic", observation.current, new, old, notes=(*traffic.notes, *observation.notes))


def _observe(
    spec: DatasetSpec, new: Documents, old: Documents | None, config: Config, world: World
) -> Observation:
    baselines = [_files(each) for each in (new, old) if each is not None]
    return observe(
        spec,
        baselines,
        engine=Engine.ARROW,
        version=config.profile.format_version,
        session=spark_for(
            needs_of(spec, Engine.ARROW), config.spark, config.aws, lambda: world.credentials, world.events
        ),
        events=world.events,
    )


def _files(documents: Documents) -> BaselineFiles:
    return BaselineFiles(
        statistics=documents.statistics, constraints=documents.constraints, name="the baseline"
    )


def _try(
    data: Data, current: Current, new: Documents, old: Documents | None, *, notes: tuple[str, ...] = ()
) -> Tried:
    rows: Statistics = current.statistics
    ours = evaluate(current, new.statistics, new.constraints)
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
            new=alarms_of(ours, current.features, new.statistics),
            old=None
            if theirs is None or old is None
            else alarms_of(theirs, current.features, old.statistics),
            notes=(*notes, *ours.notes),
        )
    )
