"""The Spark that is started here: where it is, found out without loading PySpark."""

from __future__ import annotations

import importlib.util
import runpy
from pathlib import Path


def spark_home() -> Path:
    """Where PySpark looks for Spark: SPARK_HOME, or its own folder.

    PySpark's own function is asked. Its file is run by itself, because loading the package takes a third of a second.
    """
    package = importlib.util.find_spec("pyspark")
    assert package is not None  # noqa: S101 - seen before anything is started
    assert package.origin is not None  # noqa: S101 - it is a regular package
    asked = runpy.run_path(str(Path(package.origin).with_name("find_spark_home.py")))
    return Path(asked["_find_spark_home"]())
