"""What one command keeps for the start of the next: made silently, used, harmless when it is spoilt."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.job.conftest import BIN, Ended
from tests.job.processes import Running, running, words_of

from baselining.spark.session.kept import kept_for
from baselining.spark.session.start import SessionSpec, own_settings

Run = Callable[..., Ended]
WAIT_S = 600.0


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what `make jars` made in the user's own; made now if it is not there."""
    made = subprocess.run(
        [sys.executable, "-m", "baselining.spark.session.make"], capture_output=True, text=True, check=False
    )
    assert (made.returncode, made.stdout, made.stderr) == (0, "", "")
    kept = kept_for({}, own_settings(SessionSpec())["spark.driver.memory"])
    assert kept is not None
    folder = tmp_path_factory.mktemp("cache")
    for file in (kept.archive, kept.launch_file):
        shutil.copy(file, folder)
    return folder


@pytest.fixture
def suggest(run: Run, tmp_path: Path) -> Callable[[Path | str], Ended]:
    (tmp_path / "train.csv").write_text("id,price\n1,1.5\n2,2.5\n")

    def command(cache: Path | str) -> Ended:
        words = ("suggest", "train.csv", "--output", "baseline", "--master", "local[1]", "--json")
        done = run(*words, variables={"BASELINING_CACHE": str(cache)})
        assert done.code == 0, done.err
        return done

    return command


def plain(ended: Ended) -> tuple[object, list[str]]:
    """All of a result that is the same in every run."""
    told = json.loads(ended.out)
    lines = [line for line in ended.err.splitlines() if not line.startswith("profiling")]  # if it takes long
    return [told["dataset"], told["notes"], told["files"], told["work"]["java_compiler"]], lines


def maps(command: Running, file: Path) -> bool:
    return any(str(file) in Path(f"/proc/{pid}/maps").read_text() for pid in command.spark())


def test_java_uses_the_archive_and_no_other_java_is_started_to_find_out_how(
    environment: dict[str, str], cache: Path, tmp_path: Path
) -> None:
    (archive,) = cache.glob("*.jsa")
    (tmp_path / "train.csv").write_text("id,price\n1,1.5\n2,2.5\n")
    words = [str(BIN / "baselining"), "suggest", "train.csv", "--output", "baseline", "--master", "local[1]"]

    with running(words, {**environment, "BASELINING_CACHE": str(cache)}, tmp_path) as command:
        java = command.wait_for_spark()
        command.wait_for(lambda: maps(command, archive), "archive in Java's memory")
        told = words_of(java)
        parent = int(Path(f"/proc/{java}/stat").read_text().rpartition(")")[2].split()[1])

        assert command.end() == 0, command.said
    assert parent == command.process.pid
    assert told.split()[1:3] == ["-Xshare:auto", f"-XX:SharedArchiveFile={archive}"]
    assert "-XX:TieredStopAtLevel=1" in told


def test_with_it_and_without_the_same_is_said_and_written(
    suggest: Callable[[Path | str], Ended], cache: Path, tmp_path: Path
) -> None:
    without = plain(suggest("off"))
    documents = [file.read_bytes() for file in sorted((tmp_path / "baseline").iterdir())]

    assert plain(suggest(cache)) == without
    assert [file.read_bytes() for file in sorted((tmp_path / "baseline").iterdir())] == documents


def _cut(archive: Path) -> None:
    os.truncate(archive, archive.stat().st_size // 2)


def _empty(archive: Path) -> None:
    os.truncate(archive, 0)


def _damage(archive: Path) -> None:
    with archive.open("r+b") as opened:
        opened.seek(archive.stat().st_size // 2)
        opened.write(os.urandom(1_000_000))


def _foreign(archive: Path) -> None:
    archive.write_bytes(b"not an archive")


def _open_to_all(archive: Path) -> None:
    archive.chmod(0o666)


@pytest.mark.parametrize("spoil", [_cut, _empty, _damage, _foreign, _open_to_all])
def test_a_spoilt_archive_does_no_harm(
    suggest: Callable[[Path | str], Ended], cache: Path, tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    spoilt = tmp_path / "spoilt"
    spoilt.mkdir(mode=0o700)
    for file in cache.iterdir():
        (spoilt / file.name).write_bytes(file.read_bytes())
        (spoilt / file.name).chmod(0o600)
    spoil(next(spoilt.glob("*.jsa")))

    found, said = plain(suggest(spoilt))

    assert said == ["starting Spark", "workers read 1 CSV file in 1 split"]
    assert "C1" in str(found)


def wait_for_archive(folder: Path) -> Iterator[Path]:
    until = time.monotonic() + WAIT_S
    while not (found := list(folder.glob("*.jsa"))) and time.monotonic() < until:
        time.sleep(0.2)
    return iter(found)


def test_two_first_commands_at_once_make_it_once_for_the_next_and_say_nothing_of_it(
    environment: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "train.csv").write_text("id,price\n1,1.5\n2,2.5\n")
    variables = {**environment, "BASELINING_CACHE": str(tmp_path / "cache")}
    words = [str(BIN / "baselining"), "suggest", "train.csv", "--master", "local[1]", "--output"]

    with (
        running([*words, "one"], variables, tmp_path) as one,
        running([*words, "two"], variables, tmp_path) as two,
    ):
        assert (one.end(), two.end()) == (0, 0)
    (archive,) = wait_for_archive(tmp_path / "cache")
    with running([*words, "three"], variables, tmp_path) as three:
        three.wait_for_spark()
        three.wait_for(lambda: maps(three, archive), "archive in Java's memory")
        assert three.end() == 0

    assert archive.with_suffix(".json").exists() or list(wait_for_archive(tmp_path / "cache"))
    for command in (one, two):
        lines = [
            line for line in command.err if not line.startswith(("starting Spark", "workers", "profiling"))
        ]
        assert lines == []
    assert (tmp_path / "one/statistics.json").read_bytes() == (tmp_path / "two/statistics.json").read_bytes()


def test_a_dataset_that_is_not_there_is_told_without_starting_spark(run: Run) -> None:
    started = time.monotonic()
    ended = run("suggest", "none.csv", "--output", "baseline")

    assert (ended.code, ended.err.splitlines()[0]) == (2, "error: No dataset at none.csv.")
    assert "starting Spark" not in ended.err
    assert time.monotonic() - started < 60
