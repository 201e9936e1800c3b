"""However a file is cut into pieces and blocks, each of its lines is read once, in order, and by Hadoop's rule."""

from __future__ import annotations

import bz2
import gzip
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import fs

from baselining.dataset.columns import UnlikeSparkError
from baselining.dataset.files import DataFile, Piece, list_files
from baselining.dataset.readers.lines import blocks_of, open_listed, open_text
from baselining.errors import DatasetError

TEXTS = st.lists(st.sampled_from([b"a", b"bcd", b"\n", b"\r\n", b"\n\n"]), min_size=1, max_size=20).map(
    b"".join
)


def pieces_of(text: bytes, cuts: list[int]) -> list[Piece]:
    file = DataFile(path="x", size=len(text), modified_ns=0)
    bounds = sorted({0, len(text), *(min(cut, len(text)) for cut in cuts)})
    return [Piece(file=file, start=start, end=end) for start, end in pairwise(bounds)]


def blocks(text: bytes, piece: Piece, size: int) -> list[bytes]:
    return [bytes(block) for block in blocks_of(pa.BufferReader(text), piece, size)]


@given(TEXTS, st.lists(st.integers(0, 60), max_size=5), st.integers(1, 9))
def test_every_byte_is_read_once_and_no_line_is_torn(text: bytes, cuts: list[int], size: int) -> None:
    read = [block for piece in pieces_of(text, cuts) for block in blocks(text, piece, size)]

    assert b"".join(read) == text
    assert all(block.endswith(b"\n") for block in read[:-1])


@given(TEXTS, st.lists(st.integers(0, 60), max_size=5))
def test_a_line_belongs_to_the_piece_in_which_it_begins_or_at_whose_end(text: bytes, cuts: list[int]) -> None:
    starts, at = [], 0
    for line in text.splitlines(keepends=True):
        starts.append((at, line))
        at += len(line)

    for piece in pieces_of(text, cuts):
        mine = [
            line
            for start, line in starts
            if (piece.start < start or start == piece.start == 0) and start <= piece.end
        ]
        assert b"".join(blocks(text, piece, 7)) == b"".join(mine)


def test_a_file_that_changed_is_not_opened_and_one_that_changes_meanwhile_is_told(tmp_path: Path) -> None:
    local, path = fs.LocalFileSystem(), tmp_path / "a"
    path.write_bytes(b"1\n")
    listed = list_files(local, [str(path)])[0]

    with pytest.raises(DatasetError, match="changed while it was being read"), open_listed(local, listed):
        path.write_bytes(b"1\n2\n")
    with pytest.raises(DatasetError, match="changed while it was being read"), open_listed(local, listed):
        pytest.fail("it is not opened")


def test_where_s3_refuses_spark_may_have_access(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError("When getting information for key: AWS Error ACCESS_DENIED")

    monkeypatch.setattr("baselining.dataset.readers.lines.check_unchanged", refuse)
    listed = DataFile(path=str(tmp_path), size=1, modified_ns=0)

    with pytest.raises(UnlikeSparkError, match="no access"), open_listed(fs.LocalFileSystem(), listed):
        pytest.fail("it is not opened")


def test_a_line_longer_than_arrow_holds_is_left_to_spark(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("baselining.dataset.readers.lines._LONGEST_LINE", 10)
    (piece,) = pieces_of(b"1\n" + b"a" * 30, [])

    with pytest.raises(UnlikeSparkError, match="longer than 1 GiB"):
        blocks(b"1\n" + b"a" * 30, piece, 4)


def test_a_file_in_another_encoding_is_refused_where_it_begins_and_only_there() -> None:
    text = "a,b\n1,2\n".encode("utf-16-le")
    first, second = pieces_of(text, [8])

    with pytest.raises(DatasetError, match=r"x is no UTF-8 text: it is in UTF-16 \(little-endian\)"):
        blocks(text, first, 100)
    assert blocks(text, second, 100)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    local, path = fs.LocalFileSystem(), tmp_path / "a"
    path.write_bytes(b"1\n")
    listed = list_files(local, [str(path)])[0]

    with pytest.raises(DatasetError, match=f"Cannot read {path} \\(OSError\\)"), open_listed(local, listed):
        raise OSError("Input/output error")


@pytest.mark.parametrize(("suffix", "compress"), [("gz", gzip.compress), ("bz2", bz2.compress)])
@pytest.mark.parametrize("size", [3, 1000, 10_000_000])
def test_streams_that_follow_one_another_are_one_text(
    tmp_path: Path, suffix: str, compress: Callable[[bytes], bytes], size: int
) -> None:
    text = b"".join(b"%d,abc\n" % number for number in range(3_000))
    path = tmp_path / f"a.csv.{suffix}"
    path.write_bytes(compress(text[:10_001]) + compress(text[10_001:]))
    listed = list_files(fs.LocalFileSystem(), [str(path)])[0]

    with open_text(fs.LocalFileSystem(), listed) as file:
        found = [
            bytes(block) for block in blocks_of(file, Piece(file=listed, start=0, end=listed.size), size)
        ]

    assert b"".join(found) == text
    assert all(block.endswith(b"\n") for block in found)


@pytest.mark.parametrize(
    ("suffix", "body"),
    [
        ("gz", b"1,2\n"),
        ("gz", gzip.compress(b"1,2\n" * 99, mtime=0)[:-9]),
        ("gz", gzip.compress(b"1\n", mtime=0) + b"x" * 20),
        ("bz2", bz2.compress(b"1\n") + bz2.compress(b"") + bz2.compress(b"2\n")),
    ],
)
def test_what_is_no_whole_stream_is_left_to_spark(tmp_path: Path, suffix: str, body: bytes) -> None:
    path = tmp_path / f"a.csv.{suffix}"
    path.write_bytes(body)
    listed = list_files(fs.LocalFileSystem(), [str(path)])[0]

    with (
        pytest.raises(UnlikeSparkError, match="cannot be decompressed"),
        open_text(fs.LocalFileSystem(), listed) as file,
    ):
        list(blocks_of(file, Piece(file=listed, start=0, end=listed.size)))
