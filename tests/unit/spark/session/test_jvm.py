"""The process of Spark's JVM, played by a script: started, told of, ended at any moment, never left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from baselining.spark.session.cache import write_whole
from baselining.spark.session.jvm import Jvm, JvmEndedError, known_to_pyspark
from baselining.spark.session.kept import Kept
from baselining.spark.session.launch import Launch

TELLS = r"""printf '\000\000\020\341\000\000\000\003key' > "$_PYSPARK_DRIVER_CONN_INFO_PATH.tmp"
mv "$_PYSPARK_DRIVER_CONN_INFO_PATH.tmp" "$_PYSPARK_DRIVER_CONN_INFO_PATH"
"""
"""As Spark's gateway tells: port 4321, a secret of three bytes."""
WAITS = "cat > /dev/null\n"
"""As it ends: when its stdin does."""


def script(home: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Spark whose `spark-submit` is this script; it writes its process id and its words beside it."""
    (home / "bin").mkdir()
    submit = home / "bin/spark-submit"
    submit.write_text(f'#!/bin/sh\necho "$@" > {home}/words\necho $$ > {home}/pid\n{text}')
    submit.chmod(0o755)
    monkeypatch.setenv("SPARK_HOME", str(home))
    return home / "pid"


def ends(pid_file: Path) -> bool:
    """Has the process ended, or does it within a second?"""
    until = time.monotonic() + 1
    while Path(f"/proc/{int(pid_file.read_text())}").exists():
        if time.monotonic() > until:
            return False
        time.sleep(0.01)
    return True


def test_it_tells_its_port_and_secret_and_ends_when_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pid = script(tmp_path, TELLS + WAITS, monkeypatch)
    monkeypatch.delenv("PYSPARK_SUBMIT_ARGS", raising=False)
    jvm = Jvm()

    told = jvm.start({"spark.master": "local[2]", "spark.x": "a b"})
    jvm.ask_to_end()
    jvm.end()

    assert told == (4321, "key")
    assert (
        tmp_path / "words"
    ).read_text() == "--conf spark.master=local[2] --conf spark.x=a b pyspark-shell\n"
    assert ends(pid)


MAIN = "org.apache.spark.deploy.SparkSubmit"


def kept_script(home: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> Kept:
    """A command that an earlier start has kept: this script, which finds Java's folder in `$folder`."""
    monkeypatch.delenv("PYSPARK_SUBMIT_ARGS", raising=False)
    monkeypatch.delenv("SPARK_LOCAL_DIRS", raising=False)
    script(home, f'folder="${{1#-Djava.io.tmpdir=}}"\n{text}', monkeypatch)
    kept = Kept(home, "key", "4g", {})
    launch = Launch(
        before=(str(home / "bin/spark-submit"), "-Xmx4g"), after=(MAIN,), environment={"SPARK_X": "1"}
    )
    write_whole(kept.launch_file, launch.to_bytes())
    return kept


def folder_of(home: Path) -> Path:
    """The folder for temporary files that the script was told."""
    return Path((home / "words").read_text().split()[0].removeprefix("-Djava.io.tmpdir="))


def test_the_command_that_was_kept_is_run_instead_of_the_script(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jvm = Jvm(kept_script(tmp_path, TELLS + WAITS, monkeypatch))

    told = jvm.start({"spark.driver.extraJavaOptions": "-Da=b"})
    variables = Path(f"/proc/{int((tmp_path / 'pid').read_text())}/environ").read_bytes()
    jvm.end()

    assert told == (4321, "key")
    folder = folder_of(tmp_path)
    assert (tmp_path / "words").read_text() == (
        f"-Djava.io.tmpdir={folder} -Xmx4g -Da=b {MAIN} --conf spark.driver.extraJavaOptions=-Da=b "
        f"--conf spark.local.dir={folder} pyspark-shell\n"
    )
    assert b"\0SPARK_X=1\0" in variables
    assert not folder.exists()


def test_one_that_has_removed_its_files_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = f"mkdir $folder/blockmgr\n{TELLS}{WAITS}rmdir $folder/blockmgr; exec sleep 60\n"
    jvm = Jvm(kept_script(tmp_path, text, monkeypatch))

    jvm.start({})
    jvm.ask_to_end()
    began = time.monotonic()
    jvm._wait()

    assert time.monotonic() - began < 5
    assert ends(tmp_path / "pid")
    assert not folder_of(tmp_path).exists()


def test_one_that_still_has_files_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"mkdir $folder/blockmgr\n{TELLS}{WAITS}sleep 0.3; echo done > {tmp_path}/done; rmdir $folder/blockmgr\n"
    jvm = Jvm(kept_script(tmp_path, text, monkeypatch))

    jvm.start({})
    jvm.ask_to_end()
    jvm._wait()

    assert (tmp_path / "done").exists()


@pytest.mark.parametrize("text", ["kill -9 $$\n", WAITS])
def test_files_that_one_leaves_behind_are_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    jvm = Jvm(kept_script(tmp_path, f"mkdir $folder/blockmgr\n{TELLS}{text}", monkeypatch))

    jvm.start({})
    jvm.end()

    assert not folder_of(tmp_path).exists()


def test_one_whose_files_are_ours_to_remove_says_nothing_when_it_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    says = f"trap 'echo IllegalStateException > {tmp_path}/said; exit' TERM\n"
    jvm = Jvm(kept_script(tmp_path, f"mkdir $folder/blockmgr\n{says}{TELLS}{WAITS}", monkeypatch))

    jvm.start({})
    jvm.end()

    assert ends(tmp_path / "pid")
    assert not (tmp_path / "said").exists()
    assert not folder_of(tmp_path).exists()


@pytest.mark.parametrize("where", ["setting", "variable", "option"])
def test_another_place_for_temporary_files_is_left_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    kept = kept_script(tmp_path, f"{TELLS}{WAITS}echo done > {tmp_path}/done\n", monkeypatch)
    settings = {
        "setting": {"spark.local.dir": "/elsewhere"},
        "option": {"spark.driver.extraJavaOptions": "-Djava.io.tmpdir=/elsewhere"},
    }.get(where, {})
    if where == "variable":
        monkeypatch.setenv("SPARK_LOCAL_DIRS", "/elsewhere")
    jvm = Jvm(kept)

    jvm.start(settings)
    jvm.ask_to_end()
    jvm._wait()

    words = (tmp_path / "words").read_text()
    assert (f"spark.local.dir={folder_of(tmp_path)}" in words) is (where == "option")
    assert (tmp_path / "done").exists()


@pytest.mark.parametrize(("text", "status"), [("exit 3\n", 3), ("kill -9 $$\n", -9)])
def test_one_that_ends_by_itself_is_told_with_its_status(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, status: int
) -> None:
    script(tmp_path, text, monkeypatch)

    with pytest.raises(JvmEndedError) as caught:
        Jvm().start({})

    assert caught.value.status == status


def test_it_can_be_ended_while_it_starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pid = script(tmp_path, "sleep 60 & wait\n", monkeypatch)
    jvm = Jvm()
    failed: list[JvmEndedError] = []

    def start() -> None:
        try:
            jvm.start({})
        except JvmEndedError as problem:
            failed.append(problem)

    thread = threading.Thread(target=start)
    thread.start()
    while not pid.exists() or not pid.read_text():
        time.sleep(0.01)
    jvm.end()
    thread.join(5)

    assert [problem.status for problem in failed] == [-signal.SIGTERM]
    assert ends(pid)


def test_one_that_was_ended_before_it_began_never_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pid = script(tmp_path, TELLS + WAITS, monkeypatch)
    jvm = Jvm()

    jvm.end()
    with pytest.raises(JvmEndedError):
        jvm.start({})

    assert not pid.exists()


def test_one_that_never_begins_leaves_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script(tmp_path, TELLS + WAITS, monkeypatch)
    (temporary := tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    jvm = Jvm()

    jvm.end()
    with pytest.raises(JvmEndedError):
        jvm.start({})

    assert list(temporary.iterdir()) == []


def test_one_that_does_not_want_to_end_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("baselining.spark.session.jvm._GRACE_S", 0.2)
    pid = script(tmp_path, f"trap '' TERM\n{TELLS}while true; do sleep 0.05; done\n", monkeypatch)
    jvm = Jvm()

    jvm.start({})
    jvm.end()

    assert ends(pid)


@pytest.mark.parametrize("how", ["pass", "raise ValueError", "import os; os.kill(os.getpid(), 2)"])
def test_none_outlives_python_and_no_ctrl_c_reaches_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    pid = script(tmp_path, TELLS + WAITS, monkeypatch)
    code = f"from baselining.spark.session.jvm import Jvm\nJvm().start({{}})\n{how}\n"

    subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, timeout=60)

    assert ends(pid)


def test_pyspark_is_told_of_it_for_as_long_as_the_block_lasts(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("PYSPARK_GATEWAY_PORT", "PYSPARK_GATEWAY_SECRET")
    for name in names:
        monkeypatch.delenv(name, raising=False)

    with known_to_pyspark(4321, "key"):
        inside = [os.environ[name] for name in names]

    assert inside == ["4321", "key"]
    assert not os.environ.keys() & set(names)
