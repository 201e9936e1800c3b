"""Names and types of JSON Lines by all lines, which are looked at in parallel."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from baselining.dataset.columns import FileColumn
from baselining.dataset.formats.format import Format
from baselining.dataset.found import Found
from baselining.dataset.plan import plan_workers
from baselining.dataset.readers.json_types import columns_of_kinds, reading_kinds
from baselining.dataset.split_rule import SplitRule
from baselining.dataset.splits import Task, tasks_of
from baselining.folding.merge import merge_here
from baselining.folding.parts import Part
from baselining.folding.work import Work
from baselining.states.value_kinds import VALUE_KINDS, ValueKinds

_ALL_COLUMNS = (FileColumn(name="", spark_type=""),)
"""What a task is told to look at: all at once."""


def types_of_all(
    fold: Callable[[Work[ValueKinds], Sequence[Task]], Sequence[Part]],
    file_format: Format,
    found: Found,
    rule: SplitRule,
) -> tuple[FileColumn, ...]:
    """Names and types by all lines; `fold` does the work.

    Raises:
        DatasetError: If a file changed meanwhile, or cannot be read.
        UnlikeSparkError: If only Spark's reader can read them, or for sure the same.
    """
    few = plan_workers(file_format, found, rule, _ALL_COLUMNS)
    work = Work(
        kind=VALUE_KINDS,
        reading=reading_kinds,
        columns=_ALL_COLUMNS,
        place=found.place,
        split_of=_split_of,
    )
    tasks = tasks_of(few.splits, len(_ALL_COLUMNS), 1)
    merged = merge_here(fold(work, tasks), VALUE_KINDS)
    return columns_of_kinds(merged.states.get(0, VALUE_KINDS.empty()))


def _split_of(task: Task) -> tuple[str, int]:
    return "", task.run
