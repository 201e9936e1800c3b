from __future__ import annotations

from pathlib import Path

import pytest
from tests.golden_data import VARIABLE, golden
from tests.results import Result, read, told

UNIT = Result("unit", 1900, {"no files that the container wrote": 33})


def test_the_last_line_says_how_many_tests_of_which_part_passed() -> None:
    assert told([Result("unit", 1900), Result("spark", 90), Result("spark", 8)]) == (
        "1,998 tests passed (unit 1,900 · spark 98); none was skipped."
    )


def test_the_last_line_says_what_was_not_run_and_why() -> None:
    spark = Result("spark", 98, {"no files that the container wrote": 8})
    s3 = Result("s3", 0, {"tests/s3, because Go is not here": 0})

    assert told([UNIT, spark, s3]) == (
        "1,998 tests passed (unit 1,900 · spark 98); "
        "NOT RUN: 41 tests: no files that the container wrote; tests/s3, because Go is not here"
    )


def test_results_survive_being_written_and_read(tmp_path: Path) -> None:
    for result in (UNIT, Result("aws", 400)):
        result.add_to(tmp_path / "results")

    assert read(tmp_path / "results") == [UNIT, Result("aws", 400)]


def test_missing_golden_files_skip_a_test_here_and_fail_it_in_ci(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="byte identity with Amazon's container was not checked"):
        golden("cardio")

    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="byte identity with Amazon's container was not checked"):
        golden("cardio")
