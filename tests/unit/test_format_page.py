"""`docs/format.md`: its worked example is what the code writes, and its names are those of the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.unit.baselines.golden_profiles import profile_of_csv

from baselining.baselines.suggest import suggest
from baselining.baselines.summarize import summarize
from baselining.documents.constraints import DistributionConstraints, FeatureConstraints, MonitoringConfig
from baselining.documents.files import to_bytes
from baselining.documents.layout import FormatVersion
from baselining.documents.part import Part
from baselining.documents.statistics import NumericalStatistics, StringStatistics
from baselining.states import categories

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "format.md").read_text(encoding="utf-8")


def block(language: str, at: int) -> str:
    return re.findall(rf"```{language}\n(.*?)\n```", PAGE, re.DOTALL)[at]


def test_the_worked_example_is_what_the_code_writes() -> None:
    statistics = summarize(profile_of_csv(block("csv", 0).encode(), header=True))

    assert to_bytes(statistics).decode() == block("json", 0)
    assert to_bytes(suggest(statistics)).decode() == block("json", 1)


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
