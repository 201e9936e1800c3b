"""A dataset → its profile, without Spark: what `spark/profiling.py` does where workers read."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from baselining.dataset.columns import FileColumn, OtherColumnsError, UnlikeSparkError
from baselining.dataset.delta_log import refuse_delta
from baselining.dataset.formats.choose import format_of
from baselining.dataset.formats.format import HoldsOut
from baselining.dataset.found import Found
from baselining.dataset.names import check_names
from baselining.dataset.plan import plan_workers
from baselining.dataset.reader import WorkersRead
from baselining.dataset.spec import DatasetFormat, DatasetSpec
from baselining.dataset.split_rule import SplitRule
from baselining.dataset.splits import Task
from baselining.folding.files import STATES_TO_MERGE, profile_files, profile_held_out, work_of
from baselining.folding.fitness import refuse_unfit
from baselining.folding.json_types import types_of_all
from baselining.folding.merge import Merged, merge_here
from baselining.folding.pace import pace
from baselining.folding.parts import Part
from baselining.folding.work import OpenFold, Work
from baselining.in_process.pool import cores, fold_each
from baselining.mistakes.find import likely_mistakes
from baselining.profile import DatasetProfile, measure
from baselining.spark.known_values import DomainsOf, uncounted
from baselining.spark.profiled import Profiled, Progress, Throughput, notes_of
from baselining.spark.result_settings import split_rule
from baselining.states.kind import Kind, State


def profile_in_process(
    spec: DatasetSpec,
    found: Found,
    *,
    on_progress: Progress,
    domains_of: DomainsOf | None = None,
    hold_out: float = 0.0,
) -> Profiled:
    """Profile a dataset of this machine, whose files were `found`: the same profile as Spark's, to the last bit.

    Raises:
        DatasetError: If it is missing, empty, without rows, nested, of a Delta table, or not readable.
        ComputeError: If a process was killed.
        UnlikeSparkError: If it takes Spark.
        OSError: If a file cannot be read; Spark says what that means.
    """
    started = time.monotonic()
    rule = split_rule(by_file=False)
    workers = _planned(spec, found, rule)
    try:
        profile, held_out = _profile(workers, on_progress, hold_out)
    except OtherColumnsError:
        size = sum(file.size for file in found.files)

        def fold(work: Work[Any], tasks: Sequence[Task]) -> list[Part]:
            return [part for parts in fold_each(work, tasks, size) for part in parts]

        types = types_of_all(fold, format_of(spec), found, rule)
        workers = _planned(spec, found, rule, types)
        profile, held_out = _profile(workers, on_progress, hold_out)
    refuse_unfit(profile, spec)
    names = [column.name for column in workers.columns]
    if domains_of is not None and uncounted(profile, domains_of(names)):
        raise UnlikeSparkError("known values of columns with many are counted by Spark")
    return Profiled(
        profile=profile,
        one_split=workers.is_one_split,
        notes=(*notes_of(profile, 0), *_mistakes(profile, spec)),
        throughput=Throughput(
            reading=_reading(workers),
            rows=profile.item_count,
            columns=len(names),
            input_bytes=workers.bytes,
            seconds=time.monotonic() - started,
        ),
        split_rule=workers.other_rule,
        held_out=held_out,
    )


def _planned(
    spec: DatasetSpec, found: Found, rule: SplitRule, types: Sequence[FileColumn] = ()
) -> WorkersRead:
    if spec.format is DatasetFormat.PARQUET:
        refuse_delta(spec.uri, (file.path for file in found.files), os.path.isdir)
    workers = plan_workers(format_of(spec), found, rule, types)
    names = [column.name for column in workers.columns]
    is_csv = spec.format is DatasetFormat.CSV
    check_names(names, spec.uri, from_header=is_csv and spec.header)
    return workers


def _profile(
    workers: WorkersRead, on_progress: Progress, hold_out: float
) -> tuple[DatasetProfile, DatasetProfile | None]:
    on_progress(_reading(workers), 0, 0, "")
    fold = _Folding(workers.bytes, on_progress)
    if not hold_out:
        return measure(profile_files(fold, workers)), None
    if not isinstance(workers.format, HoldsOut):
        raise UnlikeSparkError(f"no rows of {workers.format.name} are held out here")
    state, held_out = profile_held_out(fold, workers, workers.format, hold_out)
    return measure(state), measure(held_out)


@dataclass(frozen=True, slots=True)
class _Folding:
    """A `FoldFiles`: processes of this machine do it; `on_progress` is told how far they are, of `size` bytes."""

    size: int
    on_progress: Progress

    def __call__(
        self,
        workers: WorkersRead,
        kind: Kind[State],
        reading: OpenFold[State],
    ) -> Merged[State]:
        """As `FoldFiles`."""
        tasks = workers.tasks(cores(), STATES_TO_MERGE)
        work = work_of(workers, kind, reading, None)
        started = time.monotonic()

        def told() -> Iterator[Part]:
            for done, parts in enumerate(fold_each(work, tasks, self.size), 1):
                yield from parts
                if done < len(tasks):
                    detail = pace(done / len(tasks), self.size, time.monotonic() - started)
                    self.on_progress("profiling", done, len(tasks), detail)

        self.on_progress("profiling", 0, len(tasks), pace(0, self.size, 0))
        return merge_here(told(), kind)


def _reading(workers: WorkersRead) -> str:
    return f"{workers}, without Spark"


def _mistakes(profile: DatasetProfile, spec: DatasetSpec) -> tuple[str, ...]:
    def first_cells() -> Sequence[str]:
        raise UnlikeSparkError("the first cells are looked at again")

    is_csv = spec.format is DatasetFormat.CSV
    return likely_mistakes(profile, is_csv=is_csv, header=spec.header, first_cells=first_cells)
