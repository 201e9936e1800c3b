"""Resolve YARN's daemons once into a folder, by Spark's Ivy as `make jars` does: `python -m tests.yarn.jars FOLDER`."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from importlib import resources
from pathlib import Path

from baselining.spark.session.cache import VARIABLE
from baselining.spark.session.start import SessionSpec, spark_session

HADOOP = "3.3.4"
"""Of the client that PySpark 3.5 brings, which the daemons share all else with."""
COORDINATES = (
    f"org.apache.hadoop:hadoop-client-minicluster:{HADOOP}",
    "org.bouncycastle:bcpkix-jdk15on:1.70",
)
OF_PYSPARK = (
    "org.apache.hadoop:hadoop-client-api",
    "org.apache.hadoop:hadoop-client-runtime",
    "org.xerial.snappy:snappy-java",
    "org.slf4j:slf4j-api",
    "commons-logging:commons-logging",
    "com.google.code.findbugs:jsr305",
)


def resolve(folder: Path) -> int:
    """Fetch them.

    Returns:
        How many jars there are.
    """
    os.environ[VARIABLE] = "off"  # nothing is to be kept of this start of Spark
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as ivy:
        settings = {
            "spark.jars.packages": ",".join(COORDINATES),
            "spark.jars.excludes": ",".join(OF_PYSPARK),
            "spark.jars.ivySettings": str(resources.files("baselining.spark.session") / "ivysettings.xml"),
            "spark.jars.ivy": ivy,
        }
        with spark_session(SessionSpec(master="local[1]", settings=settings)):
            pass
        jars = sorted((Path(ivy) / "jars").glob("*.jar"))
        for jar in jars:
            shutil.move(jar, folder / jar.name)
    return len(jars)


if __name__ == "__main__":
    sys.stdout.write(f"{resolve(Path(sys.argv[1]))} jars in {sys.argv[1]}\n")
