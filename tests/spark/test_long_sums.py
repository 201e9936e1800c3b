"""Integers that add up to more than 64 bits hold: the one engine is exact, the other wraps around, and both say so."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.spark.profiling import documents, profile

from baselining.baselines.verify.against import compare_with_data
from baselining.baselines.verify.finding import Grade
from baselining.baselines.verify.statistics import verify_statistics
from baselining.documents.files import from_bytes
from baselining.documents.statistics import Statistics
from baselining.spark.profiled import Profiled

pytestmark = pytest.mark.usefixtures("spark")

START = 1_760_000_000_000_000_000


def of_sums(profiled: Profiled) -> list[str]:
    """The notes on sums; one on the digits that such integers lose as doubles stands beside them."""
    return [note for note in profiled.notes if "add up" in note]


def statistics(files: dict[str, bytes]) -> Statistics:
    return from_bytes(Statistics, files["statistics.json"], name="statistics.json")


@pytest.mark.parametrize("format", ["csv", "parquet"])
def test_times_in_nanoseconds_are_noted_by_both_engines_and_verified(tmp_path: Path, format: str) -> None:
    times = [START + 7 * i for i in range(50)]
    file = tmp_path / f"times.{format}"
    if format == "csv":
        file.write_text("time,n\n" + "".join(f"{time},1\n" for time in times))
    else:
        pq.write_table(pa.table({"time": times, "n": [1] * 50}), file)

    exact, wrapped = (profile(file, format, engine=engine) for engine in ("arrow", "deequ"))

    (of_exact,), (of_wrapped,) = of_sums(exact), of_sums(wrapped)
    assert "'time'" in of_exact
    assert "exact here" in of_exact
    assert "'time'" in of_wrapped
    assert "what Deequ left" in of_wrapped
    ours, theirs = statistics(documents(exact)), statistics(documents(wrapped))
    found = [*verify_statistics(theirs), *compare_with_data(theirs, ours, one_split=True)]
    assert [finding.grade for finding in found] == [Grade.NOTE, Grade.NOTE]
    assert list(verify_statistics(ours)) == []


def test_integers_within_64_bits_are_not_noted(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("time\n" + "".join(f"{START * sign}\n" for sign in (1, -1) * 20))

    assert [of_sums(profile(file, "csv", engine=engine)) for engine in ("arrow", "deequ")] == [[], []]
