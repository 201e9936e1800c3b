"""Files of captured records are handed out in order, whole, and as they were listed, whoever fetches them."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyarrow import fs

from baselining.dataset.files import Piece, Place, list_files
from baselining.dataset.readers import capture_files
from baselining.dataset.readers.capture_files import lines_of_pieces
from baselining.errors import DatasetError


class PlayedS3(Place):
    """This machine's files, fetched as those of S3 are."""

    def filesystem(self) -> fs.FileSystem:
        return fs.LocalFileSystem()


@pytest.fixture
def pieces(tmp_path: Path) -> list[Piece]:
    """Small files, larger ones, and one in two pieces."""
    paths = []
    for number in range(40):
        path = tmp_path / f"{number:02}.jsonl"
        path.write_text(f"{number}\n" * (1 if number % 5 else 300))
        paths.append(str(path))
    files = list_files(fs.LocalFileSystem(), paths)
    whole = [Piece(file=file, start=0, end=file.size) for file in files[:-1]]
    last = files[-1]
    return [*whole, Piece(file=last, start=0, end=2), Piece(file=last, start=2, end=last.size)]


def read(place: Place, pieces: list[Piece]) -> list[tuple[Piece, bytes]]:
    return [(piece, b"".join(map(bytes, blocks))) for piece, blocks in lines_of_pieces(place, pieces)]


def test_files_that_are_fetched_ahead_are_those_that_are_read_one_by_one(
    pieces: list[Piece], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(capture_files, "_SMALL_BYTES", 100)

    found = read(PlayedS3(is_s3=True), pieces)

    assert [piece for piece, _ in found] == pieces
    assert found == read(Place(), pieces)
    assert sum(len(lines) for _, lines in found) == sum(piece.file.size for piece in pieces[:-1])


@pytest.mark.parametrize("is_s3", [False, True])
def test_a_file_may_grow_and_not_change(pieces: list[Piece], is_s3: bool) -> None:
    place = PlayedS3(is_s3=is_s3)
    before = read(place, pieces)
    grown, changed = Path(pieces[3].file.path), Path(pieces[7].file.path)
    with grown.open("a") as file:
        file.write("more\n")

    assert read(place, pieces) == before
    changed.write_text("9\n9")
    changed.write_text("8")
    with pytest.raises(DatasetError, match="changed while it was being read"):
        read(place, pieces)
