from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from bundle.make import OF_THE_CLUSTER, jar_lines, packages_of, trim, unneeded

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def environment(tmp_path: Path) -> Path:
    packages = tmp_path / "environment" / "lib" / "python3.11" / "site-packages"
    for name in (
        *(
            "pyspark/sql/a.py",
            "pyspark-3.5.9.dist-info/METADATA",
            "py4j/b.py",
            "pip/c.py",
            "pip-26.dist-info/RECORD",
        ),
        *("numpy/a.py", "numpy/tests/test_a.py", "numpy/testing/a.py", "numpy/testing/tests/b.py"),
        *(
            "numba/core/x.py",
            "numba/tests/big.py",
            "pyarrow/include/arrow/api.h",
            "pyarrow/lib.so",
            "pyarrow/lib.pyx",
        ),
        *("pandas/__pycache__/a.pyc", "pandas/a.py", "pandas-2.3.3.dist-info/METADATA"),
    ):
        (packages / name).parent.mkdir(parents=True, exist_ok=True)
        (packages / name).touch()
    (packages / "numpy" / "linked.pyc").symlink_to("a.py")
    return tmp_path / "environment"


def test_what_a_cluster_has_and_no_run_needs_is_removed(environment: Path) -> None:
    before, after = trim(environment)

    (packages,) = environment.glob("lib/*/site-packages")
    left = {path.relative_to(packages).as_posix() for path in packages.rglob("*") if path.is_file()}
    assert (before, after) == (18, len(left))
    assert left == {
        *("numpy/a.py", "numpy/testing/a.py", "numpy/testing/tests/b.py", "numba/core/x.py"),
        *("pyarrow/lib.so", "pandas/a.py", "pandas-2.3.3.dist-info/METADATA"),
    }


def test_trimming_twice_removes_no_more(environment: Path) -> None:
    _, left = trim(environment)

    assert trim(environment) == (left, left)


def test_jars_are_listed_with_their_digests(tmp_path: Path) -> None:
    (tmp_path / "b.jar").write_bytes(b"2")
    (tmp_path / "a.jar").write_bytes(b"1")
    (tmp_path / "resolve.log").touch()

    assert jar_lines(tmp_path) == [
        f"{hashlib.sha256(b'1').hexdigest()}  a.jar",
        f"{hashlib.sha256(b'2').hexdigest()}  b.jar",
    ]


LOADS = """
import importlib, json, sys
for name in %r:
    importlib.import_module(name)
print(json.dumps([module.__file__ for module in list(sys.modules.values()) if getattr(module, "__file__", None)]))
"""
LOADED = [
    "baselining.fold.compile",
    "baselining.spark.profiling",
    "baselining.aws.session",
    "baselining.pipeline",
]
LOADED += [
    "numpy.testing",
    "pandas",
    "pyarrow.parquet",
    "pyarrow.dataset",
    "pyspark.sql",
    "pydeequ.analyzers",
]


def test_nothing_that_a_run_loads_is_removed() -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "lib"), "SPARK_VERSION": "3.5"}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", LOADS % LOADED],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = {Path(file) for file in json.loads(done.stdout)}
    packages = packages_of(Path(sys.prefix))

    removed = {path for path in unneeded(packages) if path.name not in OF_THE_CLUSTER}
    broken = sorted(str(file) for file in loaded if removed & {file, *file.parents})

    assert len(loaded) > 1000
    assert broken == []
