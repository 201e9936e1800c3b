"""The command that Spark's scripts end in: seen, written, read again, put together for the next start."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from baselining.spark.session.launch import Launch, seen

MAIN = "org.apache.spark.deploy.SparkSubmit"
LAUNCH = Launch(
    before=("/j/bin/java", "-cp", "/s/conf:/s/jars/*", "-Xmx4g"),
    after=("-Dx=1", MAIN),
    environment={"A": "1"},
)


def test_a_command_has_our_options_where_the_script_put_them() -> None:
    command = LAUNCH.command(["-Xshare:auto"], "-Da='b c' -Dd", ["--conf", "e=f", "pyspark-shell"])

    assert command == [
        *("/j/bin/java", "-Xshare:auto", "-cp", "/s/conf:/s/jars/*", "-Xmx4g"),
        *("-Da=b c", "-Dd", "-Dx=1", MAIN, "--conf", "e=f", "pyspark-shell"),
    ]
    assert LAUNCH.java("-version") == [
        *("/j/bin/java", "-version", "-cp", "/s/conf:/s/jars/*", "-Xmx4g", "-Dx=1")
    ]


def test_what_is_written_is_read_again() -> None:
    assert Launch.from_bytes(LAUNCH.to_bytes()) == LAUNCH


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[]",
        b"\xff",
        LAUNCH.to_bytes()[:-9],
        LAUNCH.to_bytes().replace(b'"-Dx=1"', b"7"),
        LAUNCH.to_bytes().replace(b'{"A": "1"}', b'["A"]'),
        LAUNCH.to_bytes().replace(MAIN.encode(), b"another.Main"),
        LAUNCH.to_bytes().replace(b'"before": [', b'"before": [], "was": ['),
    ],
)
def test_anything_else_is_none(content: bytes) -> None:
    assert Launch.from_bytes(content) is None


def process(folder: Path, words: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """One that sleeps, with these words in its command line."""
    sleeps = ["-c", "import time; time.sleep(60)"]
    started = subprocess.Popen([sys.executable, *sleeps, *words], env=environment, cwd=folder)
    while b"\0-c\0" not in Path(f"/proc/{started.pid}/cmdline").read_bytes():
        time.sleep(0.01)
    return started


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="only Linux says so")
def test_it_is_seen_at_a_process_without_our_options_and_words(tmp_path: Path) -> None:
    words = ["-Xmx4g", "-Dours=a b", "-Dq", "-Dx=1", MAIN, "--conf", "secret=1", "pyspark-shell"]
    told = {**os.environ, "SPARK_ADDED": "1", "SHLVL": "7", "_PYSPARK_DRIVER_CONN_INFO_PATH": "x"}
    with process(tmp_path, words, told) as running:
        found = seen(running.pid, "'-Dours=a b' -Dq", os.environ)
        assert seen(running.pid, "-Dothers", os.environ) is None
        assert seen(running.pid, "", os.environ) is None
        running.kill()

    assert found is not None
    assert found.before[-1] == "-Xmx4g"
    assert found.after == ("-Dx=1", MAIN)
    assert found.environment == {"SPARK_ADDED": "1"}
    assert "secret" not in found.to_bytes().decode()


def test_nothing_is_seen_at_a_process_that_is_gone() -> None:
    with subprocess.Popen(["true"]) as gone:
        gone.wait()

    assert seen(gone.pid, "-Da", {}) is None
