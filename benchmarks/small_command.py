"""What a small command costs, 100 rows of CSV, and what each part of starting Spark quickly saves of that.

python -m benchmarks.small_command [PAIRS]

Each way is run in turn, so that what else the machine does meets them alike. Switched off are, by what users have for
it: what is kept for the next start (BASELINING_CACHE=off), the quick compiler (_JAVA_OPTIONS), warm workers
(spark.python.daemon.module), and Spark itself (no --master). That AWS,
imports and the JVM's start overlap cannot be switched off.
"""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.common import machine

PAIRS = 7
MOST_S, MOST_SHARE = 3.5, 0.45
_NOT_KEPT = {"BASELINING_CACHE": "off"}
_BOTH_COMPILERS = {"_JAVA_OPTIONS": "-XX:TieredStopAtLevel=4"}
_SPARK = ("--master", "local[2]")
_COLD = (*_SPARK, "--conf", "spark.python.daemon.module=pyspark.daemon")
WAYS: Mapping[str, tuple[Mapping[str, str], Sequence[str]]] = {
    "without all of it": ({**_NOT_KEPT, **_BOTH_COMPILERS}, _COLD),
    "+ C1": (_NOT_KEPT, _COLD),
    "+ archive, no launcher": ({}, _COLD),
    "+ warm workers": ({}, _SPARK),
    "without Spark": ({}, ()),
}


def main() -> None:
    """Print the median of each way, in seconds of the clock and of the processors."""
    print(machine())
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else PAIRS
    subprocess.run([sys.executable, "-m", "baselining.spark.session.make"], check=True)
    with tempfile.TemporaryDirectory() as folder:
        file = rows(Path(folder))
        for variables, words in WAYS.values():  # compile kernels, read files once
            suggest(file, variables, words)
        seconds: dict[str, list[tuple[float, float]]] = {name: [] for name in WAYS}
        for _ in range(pairs):
            for name, (variables, words) in WAYS.items():
                seconds[name].append(suggest(file, variables, words))
    clock = {name: statistics.median(wall for wall, _ in found) for name, found in seconds.items()}
    first, *_, last = clock.values()
    for name, found in seconds.items():
        processors = statistics.median(used for _, used in found)
        best = min(wall for wall, _ in found)
        print(
            f"{name:<24} {clock[name]:5.1f} s, at best {best:4.1f} s; of the processors {processors:4.1f} s; "
            f"{clock[name] / first:4.0%}"
        )
    print(f"100 rows of CSV: {last:.1f} s (at most {MOST_S}), {last / first:.0%} (at most {MOST_SHARE:.0%})")


def rows(folder: Path) -> Path:
    """100 rows: an identifier, a number, a category, another number."""
    numbers = random.Random(7)  # noqa: S311 - data
    file = folder / "few.csv"
    lines = [f"{i},{numbers.random()},w{i % 7},{numbers.gauss(0, 1)}" for i in range(100)]
    file.write_text("\n".join(["id,x,name,y", *lines, ""]))
    return file


def suggest(file: Path, variables: Mapping[str, str], words: Sequence[str]) -> tuple[float, float]:
    """Seconds of the clock until the command has ended, and of the processors for it and all that it started."""
    program = str(Path(sys.executable).with_name("baselining"))
    with tempfile.TemporaryDirectory() as output:
        command = [program, "suggest", str(file), "--output", output, *words]
        before, started = os.times(), time.perf_counter()
        subprocess.run(command, env={**os.environ, **variables}, check=True, capture_output=True)
        wall, after = time.perf_counter() - started, os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return wall, used


if __name__ == "__main__":
    main()
