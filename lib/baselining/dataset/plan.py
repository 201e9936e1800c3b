"""Files → which workers profile which bytes of them together."""

from __future__ import annotations

from collections.abc import Sequence

from baselining.dataset.columns import FileColumn
from baselining.dataset.formats.format import Format
from baselining.dataset.found import Found
from baselining.dataset.reader import WorkersRead
from baselining.dataset.split_rule import SplitRule


def plan_workers(
    file_format: Format, found: Found, rule: SplitRule, types: Sequence[FileColumn] = ()
) -> WorkersRead:
    """How the workers read the files.

    Args:
        types: The columns as Spark's reader has them, if the format has types.

    Raises:
        DatasetError: If a file cannot be read by anybody.
        UnlikeSparkError: If only Spark's reader can read them, or for sure the same.
    """
    planned = file_format.planned(found, types)
    splits = rule.splits(planned.files, len(planned.columns), cut=planned.format.may_be_cut)
    return WorkersRead(
        format=planned.format, splits=splits, columns=planned.columns, place=found.place, rule=rule
    )
