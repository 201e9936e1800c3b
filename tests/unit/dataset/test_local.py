"""A location on this machine is the files it names: by name if there is one, else by pattern."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from baselining.dataset.local import is_local, local_files, local_path
from baselining.errors import DatasetError


def write(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x\n")


@pytest.mark.parametrize("prefix", ["", "file:", "file://"])
def test_uris_are_not_decoded(prefix: str) -> None:
    assert local_path(f"{prefix}/a%20b/../c#d?e") == "/c#d?e"


@pytest.mark.parametrize(
    ("uri", "local"),
    [
        ("train", True),
        ("/a/s3://b", True),
        ("a:b", True),
        ("file:///a", True),
        ("s3://b", False),
        ("hdfs://h/a", False),
    ],
)
def test_what_is_on_this_machine(uri: str, local: bool) -> None:
    assert is_local(uri) is local


def test_relative_paths_are_of_the_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert local_path("a/./b") == f"{tmp_path}/a/b"


def test_a_name_comes_before_the_pattern_that_it_looks_like(tmp_path: Path) -> None:
    write(tmp_path, "a1.csv", "a2.csv", "a[12].csv")

    assert local_files(f"{tmp_path}/a[12].csv").paths == (f"{tmp_path}/a[12].csv",)
    os.unlink(tmp_path / "a[12].csv")
    assert local_files(f"{tmp_path}/a[12].csv").paths == (f"{tmp_path}/a1.csv", f"{tmp_path}/a2.csv")


def test_a_folder_is_all_files_below_it_but_hidden_ones(tmp_path: Path) -> None:
    write(tmp_path, "t/b\n?.csv", "t/a/c.csv", "t/_x", "t/.y", "t/_z/d.csv")

    found = local_files(str(tmp_path / "t"))

    assert found.paths == (f"{tmp_path}/t/a/c.csv", f"{tmp_path}/t/b\n?.csv")
    assert (found.root, found.is_folder) == (f"{tmp_path}/t", True)


def test_a_name_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (Path(os.fsdecode(bytes(tmp_path) + b"/K\xf6ln.csv"))).write_text("x\n")

    with pytest.raises(DatasetError, match="bytes that are not UTF-8"):
        local_files(str(tmp_path))
