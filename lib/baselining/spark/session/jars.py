"""The jars that Spark needs for S3, Delta and Deequ: from a folder if there is one, else resolved by Spark's Ivy."""

from __future__ import annotations

import os
import re
from enum import Enum
from importlib import resources
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path


class Need(str, Enum):
    """A capability that stock Spark lacks, by the Maven coordinate that brings it (versions: docs/decisions).

    That of Delta is for Spark from 3.5.2 on: see `coordinate`.
    """

    S3 = "org.apache.hadoop:hadoop-aws:3.3.4"
    DELTA = "io.delta:delta-spark_2.12:3.3.2"
    DEEQU = "com.amazon.deequ:deequ:2.0.7-spark-3.5"

    @property
    def probe_class(self) -> str:
        """A class that is on the class path exactly when the capability is."""
        return {
            Need.S3: "org.apache.hadoop.fs.s3a.S3AFileSystem",
            Need.DELTA: "io.delta.sql.DeltaSparkSessionExtension",
            Need.DEEQU: "com.amazon.deequ.profiles.ColumnProfilerRunner",
        }[self]


_DELTA_BEFORE_3_5_2 = "io.delta:delta-spark_2.12:3.2.0"
"""Delta 3.3 asks Spark for `SupportsNonDeterministicExpression`, which it has since then (SPARK-48871)."""


def coordinate(need: Need, spark: str | None = None) -> str:
    """The Maven coordinate that brings a capability to this release of Spark; None: the one that is installed."""
    release = tuple(map(int, re.findall(r"\d+", spark or _installed())[:3]))
    return _DELTA_BEFORE_3_5_2 if need is Need.DELTA and release < (3, 5, 2) else need.value


def _installed() -> str:
    try:
        return version("pyspark")
    except PackageNotFoundError:  # clusters have it in a folder, not as a package
        import pyspark

        return str(pyspark.__version__)


FOLDER_VARIABLE = "BASELINING_JARS"
"""Names a folder of jars resolved before (`make jars`), so that nothing is downloaded."""


def jar_settings(needs: frozenset[Need]) -> dict[str, str]:
    """Spark settings that put the needed jars on the class path."""
    if not needs:
        return {}
    if folder := os.environ.get(FOLDER_VARIABLE):
        jars = sorted(str(jar) for jar in Path(folder).glob("*.jar"))
        if jars:
            return {"spark.jars": ",".join(jars)}
    settings = {"spark.jars.packages": ",".join(sorted(map(coordinate, needs)))}
    ivy = resources.files(__package__).joinpath("ivysettings.xml")
    if isinstance(ivy, Path):  # inside a zip there is no file for Ivy to read; its own settings must do then
        settings["spark.jars.ivySettings"] = str(ivy)
    return settings
