"""`docs/format.md`: its names and their order are those of the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from baselining.documents.constraints import DistributionConstraints, FeatureConstraints, MonitoringConfig
from baselining.documents.layout import FormatVersion
from baselining.documents.part import Part
from baselining.documents.statistics import NumericalStatistics, StringStatistics
from baselining.states import categories

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "format.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "part",
    [NumericalStatistics, StringStatistics, FeatureConstraints, MonitoringConfig, DistributionConstraints],
)
def test_a_table_of_the_page_has_each_member_in_the_order_of_the_documents(part: type[Part]) -> None:
    cells = re.findall(r"^\| (`.*?) \|", PAGE, re.MULTILINE)
    names = [name for cell in cells for path in re.findall(r"`([^`]+)`", cell) for name in path.split(".")]

    rest = iter(names)
    assert [name for name in part.model_fields if name not in rest] == [], "each one after the one before"


def test_the_page_has_the_bound_and_the_generations_of_the_code() -> None:
    assert f"estimate is at most {categories.MOST}" in PAGE.replace("*", "")
    assert re.findall(r"^\| `(\S+)` \| \d{4}-\d\d", PAGE, re.MULTILINE) == [
        version.value for version in FormatVersion
    ]
