"""For which Spark something is kept, under which name, and when it is used or made."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from baselining.spark.session.kept import Kept, kept_for

VARIABLES = ("SPARK_HOME", "SPARK_CONF_DIR", "HADOOP_CONF_DIR", "PYSPARK_SUBMIT_ARGS", "JAVA_TOOL_OPTIONS")


@pytest.fixture
def spark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Spark that nobody has set up, and a Java 17."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    java, home = tmp_path / "java", tmp_path / "spark"
    for folder in (java / "bin", java / "lib/server", home / "jars", home / "bin"):
        folder.mkdir(parents=True)
    (java / "release").write_text('IMPLEMENTOR="X"\nJAVA_VERSION="17.0.15"\n')
    for file in (java / "bin/java", java / "lib/server/libjvm.so", home / "jars/a.jar"):
        file.write_text("1")
    monkeypatch.setenv("JAVA_HOME", str(java))
    monkeypatch.setenv("SPARK_HOME", str(home))
    monkeypatch.setenv("BASELINING_CACHE", str(tmp_path / "cache"))
    return home


def key(memory: str = "4g", **given: str) -> str | None:
    found = kept_for(given, memory)
    return found and found.key


def test_the_same_spark_has_the_same_name_and_settings_of_other_things_change_nothing(
    spark: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = key()
    monkeypatch.setenv("SPARK_LOCAL_DIRS", "/elsewhere")
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    monkeypatch.setenv("AWS_SESSION_TOKEN", "x")
    monkeypatch.setenv("SPARK_BUFFER_SIZE", "65536")  # PySpark sets it, and leaves it
    monkeypatch.setenv("SPARK_AUTH_SOCKET_TIMEOUT", "15")

    assert first is not None
    assert key(**{"spark.sql.shuffle.partitions": "7"}) == first


def _replace_java(spark: Path) -> None:
    (spark.parent / "java/lib/server/libjvm.so").write_text("another build")


def _replace_jar(spark: Path) -> None:
    os.utime(spark / "jars/a.jar", ns=(1, 1))


def _add_jar(spark: Path) -> None:
    (spark / "jars/b.jar").write_text("")


@pytest.mark.parametrize("change", [_replace_java, _replace_jar, _add_jar])
def test_another_java_or_other_jars_have_another_name(spark: Path, change: Any) -> None:
    first = key()

    change(spark)

    assert key() not in (None, first)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("JAVA_TOOL_OPTIONS", "-Dx=1"),
        ("_JAVA_OPTIONS", "-Dx=1"),
        ("SPARK_SUBMIT_OPTS", "-Dx=1"),
        ("LD_LIBRARY_PATH", "/x"),
        ("PYSPARK_PYTHON", "/another/python"),
    ],
)
def test_variables_that_decide_the_command_are_in_the_name(
    spark: Path, name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = key()

    monkeypatch.setenv(name, value)

    assert key() not in (None, first)


def test_so_is_the_memory(spark: Path) -> None:
    assert key("4g") != key("40g")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HADOOP_CONF_DIR", "/etc/hadoop"),
        ("PYSPARK_SUBMIT_ARGS", "--driver-memory 2g pyspark-shell"),
        ("BASELINING_CACHE", "off"),
        ("JAVA_HOME", "/nowhere"),
        ("SPARK_HOME", "/nowhere"),
    ],
)
def test_for_a_spark_that_somebody_has_set_up_nothing_is_kept(
    spark: Path, name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)

    assert key() is None


@pytest.mark.parametrize(
    "setting", ["spark.driver.extraJavaOptions", "spark.driver.extraClassPath", "spark.submit.deployMode"]
)
def test_nor_where_settings_make_the_command(spark: Path, setting: str) -> None:
    assert key(**{setting: "x"}) is None


@pytest.mark.parametrize("file", ["spark-defaults.conf", "spark-env.sh", "java-opts"])
def test_nor_where_there_are_files_of_settings(
    spark: Path, tmp_path: Path, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "conf").mkdir()
    monkeypatch.setenv("SPARK_CONF_DIR", str(tmp_path / "conf"))
    assert key() is not None
    (tmp_path / "conf" / file).write_text("")
    assert key() is None

    monkeypatch.delenv("SPARK_CONF_DIR")
    (spark / "conf").mkdir()
    (spark / "conf" / file).write_text("")
    assert key() is None


@pytest.mark.parametrize("version", ["1.8.0_402", "11.0.22", "21.0.1"])
def test_nor_for_another_java(spark: Path, version: str) -> None:
    (spark.parent / "java/release").write_text(f'JAVA_VERSION="{version}"\n')

    assert key() is None


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    tmp_path.chmod(0o700)
    return Kept(tmp_path, "key", "4g", {"PATH": "/bin", "BASELINING_DRIVER_MEMORY": "1g"})


def test_an_archive_is_used_only_if_nobody_else_can_have_written_it(kept: Kept) -> None:
    assert kept.archive_options() == []
    kept.archive.write_bytes(b"x")

    kept.archive.chmod(0o600)
    assert f"-XX:SharedArchiveFile={kept.archive}" in kept.archive_options()
    kept.archive.chmod(0o666)
    assert kept.archive_options() == []


def test_a_command_is_used_only_if_nobody_else_can_have_written_it(kept: Kept) -> None:
    assert kept.launch() is None
    content = b'{"before": ["java"], "after": ["org.apache.spark.deploy.SparkSubmit"], "environment": {}}'
    kept.launch_file.write_bytes(content)

    kept.launch_file.chmod(0o600)
    assert kept.launch() is not None
    kept.launch_file.chmod(0o622)
    assert kept.launch() is None


def test_it_is_made_once_and_not_again_soon_after_a_try(kept: Kept) -> None:
    assert kept.is_worth_making()

    kept.lock.write_bytes(b"")
    assert not kept.is_worth_making()
    os.utime(kept.lock, (1, 1))
    assert kept.is_worth_making()
    kept.archive.write_bytes(b"")
    assert not kept.is_worth_making()


def test_who_cannot_begin_to_make_it_says_nothing(
    kept: Kept, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail(*_words: object, **_options: object) -> None:
        raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(subprocess, "Popen", fail)

    kept.make_later()

    assert capfd.readouterr() == ("", "")


def test_it_is_made_for_the_environment_in_which_it_is_looked_for(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[dict[str, str]] = []
    monkeypatch.setattr(subprocess, "Popen", lambda _words, *, env, **_options: begun.append(env))
    monkeypatch.setenv("SPARK_BUFFER_SIZE", "65536")  # as PySpark does when it starts

    kept.make_later()

    assert begun == [{"PATH": "/bin", "BASELINING_DRIVER_MEMORY": "4g"}]
