"""Notes on likely mistakes reach the caller, from both engines alike, and from saved states."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.spark.profiling import profile

pytestmark = pytest.mark.usefixtures("spark")
ROWS = 400


@pytest.mark.parametrize("engine", ["arrow", "deequ"])
def test_both_engines_tell_the_same(tmp_path: Path, engine: str) -> None:
    rows = [
        f"{row},{'NA' if row % 100 == 7 else row / 7},True,{2**53 + 1 + row},x{row},\n" for row in range(ROWS)
    ]
    (tmp_path / "a.csv").write_text(",price,churn,id,text,\n" + "".join(rows))

    notes = profile(tmp_path / "a.csv", "csv", engine=engine).notes

    assert [note.split(",")[0].split(".")[0] for note in notes] == [
        "The last column has no name",
        "The first column has no name",
        "'price' would be Fractional but for 4 of its 400 cells (1",
        "The cells of 'churn' are True and False",
        "Integers of 'id' are beyond 2^53: the statistics are doubles",
    ]


@pytest.mark.parametrize("engine", ["arrow", "deequ"])
def test_a_separator_that_is_no_comma_is_found_in_the_first_rows(tmp_path: Path, engine: str) -> None:
    (tmp_path / "a.csv").write_text("id;price\n" + "".join(f"{row};{row / 7}\n" for row in range(ROWS)))

    (note,) = profile(tmp_path / "a.csv", "csv", engine=engine).notes

    assert note.startswith("There is one column only, and its name and cells hold semicolons (;).")


def test_a_header_of_numbers_with_duplicates_is_refused_with_the_right_hint(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("1,0,0,5.1\n0,1,0,4.9\n")

    with pytest.raises(Exception, match="more than one column named '0'") as caught:
        profile(tmp_path / "a.csv", "csv")

    assert "--no-header" in caught.value.hint  # type: ignore[attr-defined]


def test_saved_states_know_the_words_too(tmp_path: Path) -> None:
    cells = [*(str(row / 7) for row in range(ROWS)), "NA"]
    for number in range(2):
        (tmp_path / "t").mkdir(exist_ok=True)
        pq.write_table(pa.table({"price": cells}), tmp_path / f"t/{number}.parquet")
    first = profile(tmp_path / "t", "parquet", states=f"{tmp_path}/states")
    again = profile(tmp_path / "t", "parquet", states=f"{tmp_path}/states")

    assert first.notes[-1].startswith("'price' would be Fractional but for 2 of its 802 cells (0.2 %)")
    assert again.notes[-1] == first.notes[-1]
