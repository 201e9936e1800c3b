"""The Spark that is started here: where it is, found out without loading PySpark."""

from __future__ import annotations

import importlib.util
import os
import runpy
from pathlib import Path


def spark_home() -> Path:
    """Where PySpark looks for Spark: SPARK_HOME, or its own folder.

    PySpark's own function is asked. Its file is run by itself, because loading the package takes a third of a second;
    in a zip, as distributions of Spark have it, there is no such file.
    """
    if home := os.environ.get("SPARK_HOME"):
        return Path(home)
    package = importlib.util.find_spec("pyspark")
    file = Path(package.origin).with_name("find_spark_home.py") if package and package.origin else None
    if file is not None and file.is_file():
        return Path(runpy.run_path(str(file))["_find_spark_home"]())
    from pyspark.find_spark_home import _find_spark_home

    return Path(_find_spark_home())  # type: ignore[no-untyped-call]
