"""Spark is looked for where PySpark looks for it."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from pyspark.find_spark_home import _find_spark_home

from baselining.spark.session.home import spark_home


@pytest.mark.parametrize("home", [None, "/opt/spark"])
def test_it_is_where_pyspark_says(home: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SPARK_HOME", raising=False)
    if home is not None:
        monkeypatch.setenv("SPARK_HOME", home)

    assert spark_home() == Path(_find_spark_home())  # type: ignore[no-untyped-call]


def test_pyspark_is_not_loaded_for_it() -> None:
    script = "import sys; from baselining.spark.session.home import spark_home; spark_home(); "
    script += "sys.exit('pyspark' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_pyspark_may_be_in_a_zip(tmp_path: Path) -> None:
    for folder in ("bin", "jars", "python"):
        (tmp_path / folder).mkdir()
    (tmp_path / "bin/spark-submit").write_bytes(b"")
    with zipfile.ZipFile(tmp_path / "python/pyspark.zip", "w") as archive:
        archive.writestr("pyspark/__init__.py", "")
        archive.writestr("pyspark/find_spark_home.py", "def _find_spark_home():\n    return '/from/zip'\n")
    variables = {name: value for name, value in os.environ.items() if name != "SPARK_HOME"}
    path = os.pathsep.join([str(tmp_path / "python/pyspark.zip"), *filter(None, sys.path)])

    done = subprocess.run(
        [sys.executable, "-c", "from baselining.spark.session.home import spark_home; print(spark_home())"],
        env={**variables, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout == "/from/zip\n"
