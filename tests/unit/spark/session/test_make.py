"""Making what is kept, with Java and the training run played by scripts: all of it or nothing, and never a word."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import pytest

from baselining.spark.session import make as made
from baselining.spark.session.kept import Kept
from baselining.spark.session.launch import Launch

JAVA = """#!/bin/sh
echo "on stdout"; echo "on stderr" >&2
for word in "$@"; do case "$word" in
  -XX:SharedArchiveFile=*) file="${word#*=}" ;;
  -Xshare:*) step="${word#*:}" ;;
esac; done
test "$step" = "%s" && exit 1
test "$step" = dump && echo classes > "$file"
exit 0
"""


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kept:
    """Where it is made; `java` fails at no step."""
    kept = Kept(tmp_path / "cache", "key", "4g", {})
    kept.folder.mkdir()
    set_up(tmp_path, monkeypatch, fails_at="nothing")
    monkeypatch.setattr(made, "kept_for", lambda _given, _memory: kept)
    return kept


def set_up(folder: Path, monkeypatch: pytest.MonkeyPatch, *, fails_at: str) -> None:
    java = folder / "java"
    java.write_text(JAVA % fails_at)
    java.chmod(0o755)
    launch = Launch(before=(str(java),), after=("org.apache.spark.deploy.SparkSubmit",), environment={})
    run = made._run

    def played(command: list[str]) -> None:
        if "baselining.spark.training_run" not in command:
            run(command)
        elif fails_at == "training":
            Path(command[-1]).write_bytes(b"{}")
        else:
            Path(command[-1]).write_bytes(launch.to_bytes())

    monkeypatch.setattr(made, "_run", played)


def test_the_archive_and_the_command_are_there_afterwards(
    kept: Kept, capfd: pytest.CaptureFixture[str]
) -> None:
    assert made.make()

    assert kept.archive.read_text() == "classes\n"
    assert kept.archive_options()
    assert kept.launch() is not None
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("step", ["training", "dump", "on"])
def test_after_a_step_that_fails_nothing_is_there_and_the_next_command_does_not_try_again(
    kept: Kept,
    step: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    set_up(tmp_path, monkeypatch, fails_at=step)

    assert not made.make()

    assert list(kept.folder.iterdir()) == [kept.lock]
    assert not kept.is_worth_making()
    assert capfd.readouterr() == ("", "")


def test_two_do_not_make_it_at_once(kept: Kept) -> None:
    with kept.lock.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)

        assert not made.make()

    assert not kept.archive.exists()


def test_one_that_is_there_stays(kept: Kept) -> None:
    kept.archive.write_bytes(b"there")

    assert made.make()

    assert kept.archive.read_bytes() == b"there"


def test_without_a_folder_nothing_is_made(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(made, "kept_for", lambda _given, _memory: None)
    assert not made.make()

    gone = Kept(kept.folder / "gone", "key", "4g", {})
    monkeypatch.setattr(made, "kept_for", lambda _given, _memory: gone)
    assert not made.make()


def test_the_newest_archives_stay_and_what_was_left_unfinished_goes(kept: Kept) -> None:
    for number in range(4):
        other = Kept(kept.folder, f"old{number}", "4g", {})
        for file in (other.archive, other.launch_file, other.lock):
            file.write_bytes(b"")
            file.chmod(0o600)
            os.utime(file, (number + 1, number + 1))
    for name, time in (("a.jsa.1.new", 1), ("b.jsa.2.new", None)):
        (kept.folder / name).write_bytes(b"")
        os.utime(kept.folder / name, time and (time, time))

    made.make()

    assert {file.name for file in kept.folder.iterdir() if "old" not in file.stem} == {
        *("key.jsa", "key.json", "key.lock", "b.jsa.2.new")
    }
    assert {file.stem for file in kept.folder.glob("old*")} == {"old2", "old3"}
