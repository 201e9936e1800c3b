"""The files of settings in conf: what they ask of a machine fits it, and no result depends on them."""

from __future__ import annotations

from pathlib import Path

import pytest

from baselining.diagnosis.spark import bytes_of
from baselining.spark.result_settings import RESULT_SETTINGS, refuse_others

CONF = Path(__file__).resolve().parents[3] / "conf"
FILES = sorted(CONF.glob("*.conf"))
GB = 2**30


def settings(file: Path) -> dict[str, str]:
    """As spark-submit reads a properties file."""
    lines = [line.strip() for line in file.read_text(encoding="utf-8").splitlines()]
    pairs = [line.split(None, 1) for line in lines if line and not line.startswith("#")]
    found = {name: value for name, value in pairs}  # noqa: C416 - mypy knows no list of two
    assert len(found) == len(pairs), "a setting stands there twice"
    return found


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_result_depends_on_a_file_of_settings(file: Path) -> None:
    found = settings(file)

    refuse_others(found, file.name)
    assert not set(found) & {*RESULT_SETTINGS, "spark.sql.execution.arrow.maxRecordsPerBatch"}


@pytest.mark.parametrize(
    ("name", "cores", "memory_gb", "executors"), [("small-cluster", 4, 16, 1), ("large-cluster", 16, 64, 2)]
)
def test_executors_fit_the_machine_that_the_file_names_with_a_gigabyte_of_python_per_core(
    name: str, cores: int, memory_gb: int, executors: int
) -> None:
    found = settings(CONF / f"{name}.conf")
    sizes = {key: bytes_of(value) for key, value in found.items() if "emory" in key}
    heap, outside = sizes["spark.executor.memory"], sizes["spark.executor.memoryOverhead"]
    assert heap is not None
    assert outside is not None

    assert f"{cores} cores and {memory_gb} GB" in (CONF / f"{name}.conf").read_text(encoding="utf-8")
    assert int(found["spark.executor.cores"]) * executors == cores
    assert outside >= int(found["spark.executor.cores"]) * GB
    assert (heap + outside) * executors <= (memory_gb - 4) * GB  # the system and YARN's own have 4 GB
