from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from itertools import pairwise
from pathlib import Path
from random import Random

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.states.same import assert_bits_equal

from baselining.dataset.columns import FileColumn, UnlikeSparkError
from baselining.dataset.files import DataFile, Piece, Place, list_files
from baselining.dataset.readers.parquet import reading_parquet
from baselining.dataset.readers.same_columns import Lacking, merge_lacking, notes_of_lacking
from baselining.errors import DatasetError
from baselining.fold.batches import profile_batches
from baselining.states.column import Column

HERE = Place()
ROWS = 1000
TABLE = pa.table(
    {
        "n": np.arange(ROWS),
        "x": np.random.default_rng(1).normal(size=ROWS),
        "few": [str(i % 3) for i in range(ROWS)],
        "many": [f"id-{i}" for i in range(ROWS)],
    }
)
COLUMNS = [
    FileColumn(name=name, spark_type=kind)
    for name, kind in (("n", "bigint"), ("x", "double"), ("few", "string"), ("many", "string"))
]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> DataFile:
    path = tmp_path_factory.mktemp("data") / "a.parquet"
    pq.write_table(TABLE, path, row_group_size=100)
    return listed(path)


def listed(path: Path) -> DataFile:
    return list_files(HERE.filesystem(), [str(path)])[0]


def whole(file: DataFile) -> Piece:
    return Piece(file=file, start=0, end=file.size)


def profiled(pieces: Sequence[Piece], columns: Sequence[FileColumn]) -> list[tuple[int, Column]]:
    with reading_parquet(columns, HERE) as profile:
        return list(profile(pieces))


def states(pieces: Sequence[Piece], columns: Sequence[FileColumn] = COLUMNS) -> list[Column]:
    return [state for _, state in profiled(pieces, columns)]


def test_a_file_gives_the_states_of_its_rows(file: DataFile) -> None:
    assert_bits_equal(profile_batches(TABLE.schema, TABLE.to_batches())[1], states([whole(file)]))


def test_any_columns_give_the_same_states(file: DataFile) -> None:
    assert_bits_equal(states([whole(file)])[1:3], states([whole(file)], COLUMNS[1:3]))


@given(st.sets(st.floats(0, 1), max_size=4))
def test_however_a_file_is_cut_each_row_group_is_read_once(file: DataFile, cuts: set[float]) -> None:
    bounds = [0, *sorted({int(cut * file.size) for cut in cuts} - {0, file.size}), file.size]
    pieces = [Piece(file=file, start=a, end=b) for a, b in pairwise(bounds)]

    rows = [next((rows for rows, _ in profiled([piece], COLUMNS)), 0) for piece in pieces]

    assert sum(rows) == ROWS
    assert_bits_equal(states([whole(file)]), states(pieces))


def test_many_files_are_folded_in_their_order(file: DataFile) -> None:
    pieces = [whole(file)] * 12
    table = pa.concat_tables([TABLE] * 12)

    assert_bits_equal(profile_batches(table.schema, table.to_batches())[1], states(pieces))


def test_files_without_rows_have_no_states(tmp_path: Path) -> None:
    pq.write_table(TABLE.slice(0, 0), tmp_path / "a.parquet")

    assert states([whole(listed(tmp_path / "a.parquet"))]) == []


def test_a_column_without_a_type_is_missing(tmp_path: Path) -> None:
    pq.write_table(pa.table({"n": pa.nulls(2), "few": pa.nulls(2)}), tmp_path / "a.parquet")

    found = states([whole(listed(tmp_path / "a.parquet"))], [COLUMNS[0], COLUMNS[2]])

    assert [state.classes.missing for state in found] == [2, 2]


def test_nested_columns_are_left_to_spark(tmp_path: Path) -> None:
    pq.write_table(pa.table({"n": [1], "s": [{"a": 1, "b": 2}]}), tmp_path / "two.parquet")
    pq.write_table(pa.table({"n": [{"a": 1}]}), tmp_path / "one.parquet")

    for name in ("one", "two"):
        with pytest.raises(UnlikeSparkError, match="nested"):
            states([whole(listed(tmp_path / f"{name}.parquet"))], COLUMNS[:1])


def test_a_file_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"a\.parquet is gone"):
        listed(tmp_path / "a.parquet")


class Told:
    """Remembers what files lack."""

    def __init__(self) -> None:
        self.lacking: Lacking = {}

    def add(self, term: Lacking) -> None:
        self.lacking = merge_lacking(self.lacking, term)


def compared(folder: Path, columns: Sequence[FileColumn] = COLUMNS) -> Told:
    """Read some columns of a folder's files, that may have no columns but those of all `COLUMNS`."""
    told, names = Told(), frozenset(column.name for column in COLUMNS)
    with reading_parquet(columns, HERE, names, told) as fold:
        list(fold([whole(listed(path)) for path in sorted(folder.iterdir())]))
    return told


@pytest.mark.parametrize("columns", [COLUMNS, COLUMNS[:1]], ids=["all columns", "a share of them"])
def test_a_column_beyond_the_dataset_s_is_refused_with_its_name_and_the_file_s(
    tmp_path: Path, columns: Sequence[FileColumn]
) -> None:
    pq.write_table(TABLE, tmp_path / "a.parquet")
    pq.write_table(TABLE.append_column("new", pa.array([1] * ROWS)), tmp_path / "b.parquet")

    with pytest.raises(DatasetError) as caught:
        compared(tmp_path, columns)

    assert f"The file {tmp_path}/b.parquet has the column 'new'" in caught.value.message


def test_names_that_differ_in_case_are_different_columns(tmp_path: Path) -> None:
    pq.write_table(TABLE.rename_columns(["N", "x", "few", "many"]), tmp_path / "a.parquet")

    with pytest.raises(DatasetError, match="has the column 'N'"):
        compared(tmp_path)


def test_columns_that_files_lack_are_told_with_the_first_such_file(tmp_path: Path) -> None:
    for name, kept in (("a", ["n", "x", "few", "many"]), ("c", ["n"]), ("b", ["n", "few"])):
        pq.write_table(TABLE.select(kept), tmp_path / f"{name}.parquet")

    told = compared(tmp_path)

    b, c = f"{tmp_path}/b.parquet", f"{tmp_path}/c.parquet"
    assert told.lacking == {"few": c, "many": b, "x": b}
    (note,) = notes_of_lacking(told.lacking)
    assert note == (
        f"Not every file has the columns 'few', 'many', 'x' (for instance {b} has not); the cells that are not there "
        "count as missing."
    )


@given(st.lists(st.dictionaries(st.sampled_from("xyz"), st.sampled_from("abc")), max_size=4), st.randoms())
def test_what_files_lack_does_not_depend_on_who_tells_it_first_or_twice(
    terms: list[dict[str, str]], random: Random
) -> None:
    shuffled = [*terms, *terms[:1]]
    random.shuffle(shuffled)

    assert reduce(merge_lacking, shuffled, {}) == reduce(merge_lacking, terms, {})
