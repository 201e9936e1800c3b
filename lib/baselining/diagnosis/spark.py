"""Java, Spark, its jars, its memory, and what makes it start quickly; no JVM is started but for `java -version`."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from baselining.diagnosis.finding import Finding, fine, odd, wrong
from baselining.errors import SetupError
from baselining.spark.session.cache import VARIABLE, cache_folder
from baselining.spark.session.jars import FOLDER_VARIABLE, Need
from baselining.spark.session.java import find_java, java_version, release_of
from baselining.spark.session.kept import kept_for
from baselining.spark.session.machine import check_user
from baselining.spark.session.start import DRIVER_MEMORY, driver_memory

_JAR = re.compile(r"(?:.*_)?(?P<name>[a-zA-Z][\w.-]*?)(?:_2\.1[23])?-(?P<version>\d[\w.-]*)\.jar")
_CORE = re.compile(r"spark-core_(?P<scala>2\.1[23])-(?P<spark>\d+\.\d+\.\d+[\w.-]*)\.jar")
_WITH_ARCHIVE = 17
_UNITS = {"k": 2**10, "m": 2**20, "g": 2**30, "t": 2**40}
_ONCE = ("delta-spark", "delta-core", "delta-storage", "deequ", "hadoop-aws", "spark-core")
"""What must not be on the class path twice: the JVM takes whichever comes first."""


def findings(spark_home: Path | None) -> Iterator[Finding]:
    """All of it.

    Args:
        spark_home: Where Spark is; None if there is none on this machine.
    """
    yield _user()
    yield _java()
    if spark_home is None:
        yield odd(
            "Spark", "none on this machine", "Elsewhere: pip install 'baselining[local]', or set SPARK_HOME."
        )
        return
    folders = [spark_home / "jars", *([Path(named)] if (named := os.environ.get(FOLDER_VARIABLE)) else [])]
    jars = [jar.name for folder in folders for jar in sorted(folder.glob("*.jar"))]
    yield _spark(jars, spark_home)
    yield from _twice(jars)
    yield from _needs(jars)
    yield _memory()
    yield _archive()


def _user() -> Finding:
    try:
        check_user()
    except SetupError as error:
        return wrong("user", error.message, error.hint)
    return fine("user", f"id {os.getuid()}, with a name")


def _java() -> Finding:
    try:
        home, _ = find_java()
    except SetupError as error:
        return wrong("Java", error.message, error.hint)
    java = Path(home) / "bin" / "java" if home else Path("java")
    version = (release_of(java) if home else None) or java_version(java)
    where = home or "on PATH"
    if version is not None and version < _WITH_ARCHIVE:
        return odd(
            "Java",
            f"{version}, {where}: Spark starts without a class-data archive",
            "Java 17 starts quicker.",
        )
    return fine("Java", f"{version}, {where}")


def _spark(jars: list[str], home: Path) -> Finding:
    found = [match for name in jars if (match := _CORE.fullmatch(name))]
    if not found:
        return wrong(
            "Spark", f"there is no spark-core jar in {home}/jars", "Set SPARK_HOME to a whole Spark 3.5."
        )
    spark, scala = found[0]["spark"], found[0]["scala"]
    if not spark.startswith("3.5.") or scala != "2.12":
        return wrong("Spark", f"{spark} (Scala {scala}), and 3.5 with Scala 2.12 is needed", "Use Spark 3.5.")
    return fine("Spark", f"{spark} (Scala {scala}), {home}")


def _twice(jars: list[str]) -> Iterator[Finding]:
    versions: dict[str, set[str]] = defaultdict(set)
    for jar in jars:
        if match := _JAR.fullmatch(jar):
            versions[match["name"]].add(match["version"])
    for name in _ONCE:
        if len(versions[name]) > 1:
            found = " and ".join(sorted(versions[name]))
            yield wrong(
                "jars",
                f"{name} is on the class path twice: {found}",
                "Remove one; on EMR do not add its own.",
            )
    for version in versions["deequ"]:
        if "spark-" in version and not version.endswith("spark-3.5"):
            yield wrong("jars", f"deequ {version} is for another Spark", f"Use {Need.DEEQU.value}.")


def _needs(jars: list[str]) -> Iterator[Finding]:
    for need in Need:
        artifact = need.value.split(":")[1]
        found = [jar for jar in jars if artifact.removesuffix("_2.12") in jar]
        if found:
            yield fine(f"jars for {need.name}", found[-1])
        else:
            yield odd(
                f"jars for {need.name}",
                "not there; Spark resolves them with Ivy when they are needed, which needs Maven Central",
                f"Without egress: make jars elsewhere, and {FOLDER_VARIABLE}=FOLDER.",
            )


def _memory() -> Finding:
    """Spark's driver takes its heap and some more; the kernel kills what has no room."""
    wanted, there = bytes_of(driver_memory()), _memory_there()
    if wanted is None:
        return wrong("memory", f"{DRIVER_MEMORY} is no size", "Write it as Spark does: 4g.")
    share = f"{wanted / 2**30:.1f} GB for the driver of {there / 2**30:.1f} GB"
    if wanted * 1.1 > there:
        return wrong(
            "memory",
            f"{share}: too little, it would be killed",
            f"{DRIVER_MEMORY}={max(1, int(there * 0.6 / 2**30))}g.",
        )
    return fine("memory", share)


def bytes_of(size: str) -> int | None:
    """A size as Spark writes it (`4g`, `512m`), in bytes; None if it is none."""
    found = re.fullmatch(r"(\d+)([kmgt])b?", size.strip().lower())
    return int(found[1]) * _UNITS[found[2]] if found else None


def _memory_there(limit: Path = Path("/sys/fs/cgroup/memory.max")) -> int:
    """Of this container if it has a limit, else of the machine; bytes."""
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        text = limit.read_text().strip()
    except OSError:
        return machine
    return min(machine, int(text)) if text.isdigit() else machine


def _archive() -> Finding:
    subject = "class-data archive"
    if os.environ.get(VARIABLE, "").lower() == "off":
        return odd(subject, f"off ({VARIABLE})", "Unset it, and Spark starts seconds earlier.")
    if cache_folder() is None:
        return odd(
            subject,
            "its folder cannot be made, or others may write to it",
            f"Name another: {VARIABLE}=FOLDER.",
        )
    kept = kept_for({}, driver_memory())
    if kept is None:
        return odd(subject, "none is made for this Spark: it has settings of its own, or its Java is not 17")
    if not kept.archive_options():
        return odd(subject, "not made yet", "python -m baselining.spark.session.make")
    return fine(subject, str(kept.archive))
