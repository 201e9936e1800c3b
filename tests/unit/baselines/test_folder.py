from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest
from tests.unit.documents import complete

from baselining.baselines.folder import PREVIOUS, check_folder, read_documents, write_documents
from baselining.documents.files import CONSTRAINTS, STATISTICS
from baselining.documents.layout import FormatVersion
from baselining.errors import ConfigError, DocumentError

OLD = {STATISTICS: b"old statistics", CONSTRAINTS: b"old constraints, edited by hand"}
NEW = {STATISTICS: b"new statistics", CONSTRAINTS: b"new constraints"}
VALID = {name: complete.written_by_hand(FormatVersion.CURRENT, name) for name in (STATISTICS, CONSTRAINTS)}


def filled(folder: Path, files: dict[str, bytes]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, body in files.items():
        (folder / name).write_bytes(body)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_folder_that_is_not_there_is_made(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"

    assert write_documents(folder, NEW) == ()
    assert contents(folder) == NEW


def kept(number: int, files: dict[str, bytes]) -> dict[str, bytes]:
    return {f"{PREVIOUS}/{number}/{name}": body for name, body in files.items()}


def test_what_was_there_is_kept_below_previous(tmp_path: Path) -> None:
    filled(tmp_path, OLD)

    found = write_documents(tmp_path, NEW)

    assert sorted(found) == sorted(tmp_path / PREVIOUS / "1" / name for name in OLD)
    assert contents(tmp_path) == {**NEW, **kept(1, OLD)}


def test_every_version_is_kept_however_often_files_are_written(tmp_path: Path) -> None:
    filled(tmp_path, OLD)
    write_documents(tmp_path, NEW)
    edited = {CONSTRAINTS: b"new constraints, edited by hand"}
    filled(tmp_path, edited)

    found = write_documents(tmp_path, VALID)

    assert sorted(found) == sorted(tmp_path / PREVIOUS / "2" / name for name in OLD)
    assert contents(tmp_path) == {**VALID, **kept(1, OLD), **kept(2, NEW | edited)}


def test_the_same_bytes_are_kept_once(tmp_path: Path) -> None:
    filled(tmp_path, OLD)
    for files in (NEW, NEW, OLD, NEW, OLD | {STATISTICS: b"other"}, NEW):
        write_documents(tmp_path, files)

    assert contents(tmp_path) == {
        **NEW,
        **kept(1, OLD),
        **kept(2, NEW),
        **kept(3, {STATISTICS: b"other"}),
    }


def test_what_an_earlier_release_kept_stays_and_counts(tmp_path: Path) -> None:
    filled(tmp_path, OLD)
    filled(tmp_path / PREVIOUS, {CONSTRAINTS: OLD[CONSTRAINTS], "notes.txt": b"mine"})

    write_documents(tmp_path, NEW)

    assert contents(tmp_path) == {
        **NEW,
        f"{PREVIOUS}/{CONSTRAINTS}": OLD[CONSTRAINTS],
        f"{PREVIOUS}/notes.txt": b"mine",
        **kept(1, {STATISTICS: OLD[STATISTICS]}),
    }


def test_a_number_that_another_run_took_meanwhile_is_not_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(tmp_path, OLD)
    real = os.replace

    def late(source: Any, target: Any) -> None:
        filled(tmp_path / PREVIOUS / "1", VALID)
        real(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", late)
        with pytest.raises(ConfigError, match=r"Cannot write to .*: Directory not empty\."):
            write_documents(tmp_path, NEW)

    assert contents(tmp_path) == {**OLD, **kept(1, VALID)}


def test_other_files_of_the_folder_are_left_alone(tmp_path: Path) -> None:
    filled(tmp_path, {"notes.txt": b"mine"})

    write_documents(tmp_path, NEW)

    assert contents(tmp_path) == {**NEW, "notes.txt": b"mine"}


class Disk:
    """Lets so many changes through and refuses the next ones, as a full or broken disk does."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, healthy: int) -> None:
        self.left = healthy
        self._guard(monkeypatch, os, "replace")
        self._guard(monkeypatch, Path, "write_bytes")
        self._guard(monkeypatch, Path, "mkdir")

    def _guard(self, monkeypatch: pytest.MonkeyPatch, owner: Any, name: str) -> None:
        real = getattr(owner, name)

        def guarded(*args: Any, **kwargs: Any) -> Any:
            self.left -= 1
            if self.left < 0:
                raise OSError(errno.ENOSPC, "No space left on device")
            return real(*args, **kwargs)

        monkeypatch.setattr(owner, name, guarded)


@pytest.mark.parametrize("healthy", range(30))
def test_whenever_the_disk_fails_each_file_is_whole_and_no_edit_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, healthy: int
) -> None:
    filled(tmp_path, OLD)
    with monkeypatch.context() as patch:
        disk = Disk(patch, healthy)
        try:
            write_documents(tmp_path, NEW)
        except ConfigError as error:
            failed = error.message
        else:
            failed = ""
            assert disk.left >= 0

    after = contents(tmp_path)
    assert failed in ("", f"Cannot write to {str(tmp_path)!r}: No space left on device.")
    assert (disk.left < 0) == bool(failed)
    for name in OLD:
        assert after.pop(name) in (OLD[name], NEW[name])
        assert failed or (tmp_path / name).read_bytes() == NEW[name]
        if (tmp_path / name).read_bytes() == NEW[name]:
            assert OLD[name] == (tmp_path / PREVIOUS / "1" / name).read_bytes()
        assert after.pop(f"{PREVIOUS}/1/{name}", OLD[name]) == OLD[name]
    assert after == {}


def test_the_disk_of_the_test_above_does_fail_and_does_recover(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Disk(monkeypatch, 30)

    write_documents(tmp_path, NEW)

    assert 0 < disk.left < 30


def test_a_file_that_would_be_first_in_the_way_of_previous_is_named(tmp_path: Path) -> None:
    filled(tmp_path, {**OLD, PREVIOUS: b"a file"})

    with pytest.raises(ConfigError, match=r"Cannot write to .*: File exists"):
        write_documents(tmp_path, NEW)

    assert contents(tmp_path) == {**OLD, PREVIOUS: b"a file"}


def test_a_folder_can_be_checked_before_there_is_one(tmp_path: Path) -> None:
    assert check_folder(str(tmp_path / "a" / "b")) == tmp_path / "a" / "b"
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize("location", ["s3://bucket/x", "s3a://bucket/x"])
def test_an_output_in_s3_is_refused_with_what_to_do(location: str) -> None:
    with pytest.raises(ConfigError, match="The output is a local folder") as caught:
        check_folder(location)

    assert "baselining publish" in caught.value.hint


def test_an_output_that_is_a_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("x")

    with pytest.raises(ConfigError, match="is a file; it should be a folder"):
        check_folder(str(file))


def test_a_pair_that_belongs_together_is_read(tmp_path: Path) -> None:
    documents, files = read_documents(filled(tmp_path, VALID))

    assert files == VALID
    assert documents.to_files() == VALID


@pytest.mark.parametrize("missing", [STATISTICS, CONSTRAINTS])
def test_half_a_pair_is_refused(tmp_path: Path, missing: str) -> None:
    filled(tmp_path, {name: body for name, body in VALID.items() if name != missing})

    with pytest.raises(DocumentError, match=f"There is no readable {missing} in "):
        read_documents(tmp_path)


@pytest.mark.parametrize("damaged", [STATISTICS, CONSTRAINTS])
def test_a_damaged_document_is_refused_by_its_path(tmp_path: Path, damaged: str) -> None:
    filled(tmp_path, {**VALID, damaged: VALID[damaged][:-9]})

    with pytest.raises(DocumentError, match=f"{tmp_path / damaged} is not a JSON document"):
        read_documents(tmp_path)


def test_constraints_of_other_features_are_refused_by_name(tmp_path: Path) -> None:
    strange = VALID[CONSTRAINTS].replace(b'"name" : "price"', b'"name" : "cost"')

    with pytest.raises(
        DocumentError, match=r"constraints\.json constrains 'cost', which statistics\.json does not"
    ):
        read_documents(filled(tmp_path, {**VALID, CONSTRAINTS: strange}))


def test_statistics_may_describe_more_than_is_constrained(tmp_path: Path) -> None:
    fewer = VALID[CONSTRAINTS].replace(b'"name" : "nothing"', b'"name" : "price2"')
    more = VALID[STATISTICS].replace(b'"name" : "nothing"', b'"name" : "price2"')
    start, end = fewer.index(b', {\n    "name" : "price2"'), fewer.index(b' ],\n  "monitoring_config"')
    files = {STATISTICS: more, CONSTRAINTS: fewer[:start] + fewer[end:]}

    assert read_documents(filled(tmp_path, files))[1] == files
