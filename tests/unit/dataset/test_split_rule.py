from __future__ import annotations

import pytest

from baselining.dataset.files import DataFile
from baselining.dataset.split_rule import SplitRule

MIB = 1024 * 1024
RULE = SplitRule(narrow_bytes=128 * MIB, open_bytes=4 * MIB)


@pytest.mark.parametrize(
    ("columns", "times"), [(1, 1), (999, 1), (1000, 2), (1500, 3), (4000, 8), (100_000, 8)]
)
def test_wide_tables_have_larger_splits(columns: int, times: int) -> None:
    assert RULE.split_bytes(columns) == times * 128 * MIB


def test_a_rule_is_told_only_where_it_differs_from_spark_s() -> None:
    assert RULE.wide(1000, 129 * MIB) == "every 256 MiB, of a wide table"
    assert RULE.wide(999, 129 * MIB) is None
    assert RULE.wide(1000, 128 * MIB) is None


def test_each_file_may_be_cut_by_itself_in_order_of_name() -> None:
    files = [DataFile(path=name, size=size, modified_ns=0) for name, size in (("b", 5), ("a", 25))]

    apart = SplitRule(narrow_bytes=10, open_bytes=4, by_file=True).splits(files, 1, cut=True)

    assert [(p.file.path, p.start, p.end) for (p,) in apart] == [
        ("a", 0, 10),
        ("a", 10, 20),
        ("a", 20, 25),
        ("b", 0, 5),
    ]
