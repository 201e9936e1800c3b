"""CSV of workers, without Spark: first lines, headers, blocks of any size."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.states.same import assert_bits_equal

from baselining.dataset.columns import FileColumn, UnlikeSparkError
from baselining.dataset.files import DataFile, Piece, Place, list_files
from baselining.dataset.readers.csv import CsvLayout, first_cells, layout_of, profile_csv, read_csv
from baselining.errors import DatasetError
from baselining.fold.batches import profile_batches

CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters='"\\\r\n\0\ufeff'), max_size=5)


@given(st.lists(CELLS, min_size=1, max_size=6), st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
def test_the_cells_of_a_first_line(cells: list[str], quoting: int) -> None:
    written = io.StringIO()
    csv.writer(written, quoting=quoting, lineterminator="\r\n").writerow(cells)  # type: ignore[arg-type]

    assert first_cells(written.getvalue().encode()) == tuple(cell or None for cell in cells)


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"\n",
        b"\r\n",
        b"a\r",
        b'"a',
        b'a"\n',
        b'"a""b"\n',
        b"\xef\xbb\xbfa\n",
        b"\xff\n",
        b"a\0\n",
        b"a" * 600_000,
    ],
)
def test_a_first_line_that_is_not_plain(line: bytes) -> None:
    with pytest.raises(UnlikeSparkError):
        first_cells(line)


def listed(path: Path, body: bytes) -> DataFile:
    path.write_bytes(body)
    return list_files(Place().filesystem(), [str(path)])[0]


@pytest.mark.parametrize(("columns", "is_read"), [(30_000, True), (100_000, True), (100_001, False)])
def test_a_table_may_be_wider_than_spark_s_own_limit(tmp_path: Path, columns: int, is_read: bool) -> None:
    file = listed(tmp_path / "a.csv", b"," * (columns - 1) + b"\n")

    if is_read:
        assert len(layout_of(Place(), file, header=False).names) == columns
    else:
        with pytest.raises(DatasetError, match=r"a\.csv has more than 100,000 columns"):
            layout_of(Place(), file, header=False)


def test_a_share_of_the_columns_of_two_files(tmp_path: Path) -> None:
    files = [
        listed(tmp_path / "1", b'a,b,c\n1,x,\n2,"y,z",0.5\n'),
        listed(tmp_path / "2", b'a,"b",c\n3,"",7\n'),
    ]
    layout = layout_of(Place(), files[0], header=True)
    pieces = [Piece(file=file, start=0, end=file.size) for file in files]
    columns = [FileColumn(name=name, spark_type="string") for name in "cb"]

    found = list(profile_csv(layout, columns, Place(), pieces))

    cells = pa.record_batch({"c": [None, "0.5", "7"], "b": ["x", "y,z", None]})
    assert layout == CsvLayout(names=("a", "b", "c"), header=("a", "b", "c"), crlf=False)
    assert [rows for rows, _ in found] == [3, 3]
    assert_bits_equal([state for _, state in found], profile_batches(cells.schema, [cells])[1])


def test_a_piece_without_rows_has_no_states(tmp_path: Path) -> None:
    file = listed(tmp_path / "1", b"a\r\n")
    layout = layout_of(Place(), file, header=True)
    columns = [FileColumn(name="a", spark_type="string")]

    assert layout.crlf
    assert list(profile_csv(layout, columns, Place(), [Piece(file=file, start=0, end=3)])) == []


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (b"a,c\n1,2\n", "the same header"),
        (b"a,b\r\n1,2\r\n", "line ends"),
        (b"a,b\n1,\xff\n", "not UTF-8"),
    ],
)
def test_a_file_that_begins_otherwise_is_left_to_spark(tmp_path: Path, other: bytes, why: str) -> None:
    layout = layout_of(Place(), listed(tmp_path / "1", b"a,b\n1,2\n"), header=True)
    file = listed(tmp_path / "2", other)

    with (
        pytest.raises(UnlikeSparkError, match=why),
        Place().filesystem().open_input_file(file.path) as opened,
    ):
        list(read_csv(opened, Piece(file=file, start=0, end=file.size), layout, 5))
