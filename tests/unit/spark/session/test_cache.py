"""Which cache folder and files are trusted: ours or root's, that nobody else can write to."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from baselining.spark.session.cache import VARIABLE, cache_folder, trusted_file, write_whole


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.mark.parametrize(
    ("variables", "place"),
    [
        ({}, ".cache/baselining"),
        ({"XDG_CACHE_HOME": "{home}/xdg"}, "xdg/baselining"),
        ({"XDG_CACHE_HOME": "relative"}, ".cache/baselining"),
        ({VARIABLE: "{home}/mine", "XDG_CACHE_HOME": "{home}/xdg"}, "mine"),
        ({VARIABLE: ""}, ".cache/baselining"),
    ],
)
def test_the_folder_is_made_for_us_alone_where_variables_say(
    variables: dict[str, str], place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value.format(home=tmp_path))

    folder = cache_folder()

    assert folder == tmp_path / place
    assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("word", ["off", "OFF"])
def test_switched_off_nothing_is_made(word: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, word)

    assert cache_folder() is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("mode", [0o777, 0o770, 0o702])
def test_a_folder_that_others_may_write_to_is_not_used(mode: int, tmp_path: Path) -> None:
    folder = tmp_path / ".cache/baselining"
    folder.mkdir(parents=True)
    folder.chmod(mode)

    assert cache_folder() is None


def test_a_folder_in_one_that_everybody_may_write_to_is_used_only_if_that_is_sticky(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "shared/mine"))
    (tmp_path / "shared").mkdir()

    (tmp_path / "shared").chmod(0o1777)
    assert cache_folder() is not None
    (tmp_path / "shared").chmod(0o777)
    assert cache_folder() is None


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_what_belongs_to_another_user_is_not_trusted(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"")
    file.chmod(0o600)
    assert trusted_file(file)

    os.chown(file, 12345, 12345)

    assert not trusted_file(file)


def test_links_folders_and_what_is_not_there_are_no_trusted_files(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"")
    file.chmod(0o600)
    (tmp_path / "link").symlink_to(file)

    assert not any(map(trusted_file, (tmp_path / "link", tmp_path, tmp_path / "none")))


def test_a_place_that_cannot_be_made_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv(VARIABLE, str(tmp_path / "file/below"))
    assert cache_folder() is None

    monkeypatch.setenv(VARIABLE, str(tmp_path / "file"))
    (tmp_path / "file").chmod(0o600)
    assert cache_folder() is None or not (tmp_path / "file").is_dir()


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "file"

    write_whole(file, b"whole")
    assert trusted_file(file)

    def full(_self: Path, _content: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(file, b"half")
    assert [each.read_bytes() for each in tmp_path.iterdir()] == [b"whole"]
