"""What commands do with Spark, done once on tiny files, so that Java lists the classes for it (`session/make.py`).

`python -m baselining.spark.training_run CLASSES LAUNCH`: writes the list and the command that Spark's scripts ended in.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from baselining.dataset.spec import DatasetFormat, DatasetSpec, Engine
from baselining.spark.profiler import profile_dataset
from baselining.spark.session.compiler import QUICK
from baselining.spark.session.launch import JAVA_OPTIONS, seen
from baselining.spark.session.start import SessionSpec, own_settings, spark_session

_TEXTS = {
    "plain.csv": ("id,name,x\n1,a,1.5\n2,b,2.5\n", DatasetFormat.CSV),
    "quoted.csv": ('id,name\n1,"a ""b"""\n2,b\n', DatasetFormat.CSV),
    "lines.jsonl": ('{"id": 1, "x": 1.5, "name": "a"}\n{"id": 2}\n', DatasetFormat.JSONL),
}
"""The workers read the first one, Spark's readers the second, and the types of the third."""


def run(classes: Path, launch: Path) -> None:
    """Start Spark, profile a file of each kind, and write what was seen.

    Raises:
        BaseliningError: If Spark does not start.
    """
    environment = dict(os.environ)
    spec = SessionSpec(
        master="local[1]", java_options=(QUICK, f"-XX:DumpLoadedClassList={classes}", "-Xlog:disable")
    )
    with spark_session(spec) as spark, tempfile.TemporaryDirectory() as folder:
        assert spark._jvm is not None  # noqa: S101 - a session has one
        pid = int(str(spark._jvm.java.lang.ProcessHandle.current().pid()))
        found = seen(pid, own_settings(spec)[JAVA_OPTIONS], environment)
        for name, (text, kind) in _TEXTS.items():
            file = Path(folder) / name
            file.write_text(text)
            _profile(file, kind)
        parquet = Path(folder) / "a.parquet"
        pq.write_table(pa.table({"id": [1, 2], "name": ["a", "b"]}), parquet)
        _profile(parquet, DatasetFormat.PARQUET)
    if found is not None:
        launch.write_bytes(found.to_bytes())


def _profile(file: Path, kind: DatasetFormat) -> None:
    profile_dataset(
        DatasetSpec(uri=str(file), format=kind),
        engine=Engine.ARROW,
        session=SessionSpec(),
        on_progress=lambda *_: None,
    )


if __name__ == "__main__":
    run(Path(sys.argv[1]), Path(sys.argv[2]))
