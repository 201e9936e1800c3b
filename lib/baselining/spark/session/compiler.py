"""How hard Java compiles: quickly where its JVM only schedules, thoroughly where it does the work.

Spark starts in two thirds of the time if the JVM compiles with its quick compiler only (C1), but reads data slower.
So the one rule is: C1 if the workers read, both compilers if Spark's reader or Deequ does. It is decided before Spark
starts (`spark/workers/foresee.py`). Where that was wrong, the same comes out, later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from baselining.spark.session.launch import JAVA_OPTIONS

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

QUICK = "-XX:TieredStopAtLevel=1"


def compiler_options(*, workers_read: bool) -> tuple[str, ...]:
    """What to tell the JVM."""
    return (QUICK,) if workers_read else ()


def compiler_of(spark: SparkSession) -> str:
    """Which compilers the driver's JVM was told to use, for people."""
    options = spark.sparkContext.getConf().get(JAVA_OPTIONS) or ""
    return "C1" if QUICK in options.split() else "C1 and C2"
