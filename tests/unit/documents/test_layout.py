from __future__ import annotations

import pytest

from baselining.documents.layout import FormatVersion


@pytest.mark.parametrize(
    ("version", "completeness", "categorical_drift"),
    [("2020", False, False), ("2024-03", False, True), ("current", True, True)],
)
def test_members_appeared_one_after_another(
    version: str, completeness: bool, categorical_drift: bool
) -> None:
    found = FormatVersion(version)

    assert completeness == found.has_completeness_statistics
    assert categorical_drift == found.has_categorical_drift


def test_there_are_no_other_versions() -> None:
    assert [version.value for version in FormatVersion] == ["2020", "2024-03", "current"]
