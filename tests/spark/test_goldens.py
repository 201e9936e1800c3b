"""The promise: same CSV in, same bytes out as Amazon's container, by both engines, on its real output.

The data is other people's and lies outside this repository (tests/golden_data.py says where, and what happens without).
"""

from __future__ import annotations

import pytest
from tests.golden_data import golden
from tests.spark.profiling import documents, profile

pytestmark = pytest.mark.usefixtures("spark")

COMPLETE = [
    ("cardio-oxayavongsa", "baseline.csv", True, "current"),
    ("bank-cwzkevin", "baseline.csv", False, "2024-03"),
    ("boston-packt-learn2e", "housing.csv", True, "2020"),
]


@pytest.mark.parametrize("engine", ["arrow", "deequ"])
@pytest.mark.parametrize(("case", "data", "header", "version"), COMPLETE)
def test_both_documents_are_the_containers_bytes(
    case: str, data: str, header: bool, version: str, engine: str
) -> None:
    folder = golden(case)

    found = documents(profile(folder / data, "csv", header=header, engine=engine), version)

    for name, body in found.items():
        assert body == (folder / name).read_bytes().rstrip(b"\n"), f"{case}/{name} differs"


@pytest.mark.parametrize("engine", ["arrow", "deequ"])
def test_the_telco_constraints_are_the_old_containers_bytes(engine: str) -> None:
    folder = golden("telco-aws-examples")

    found = documents(profile(folder / "baseline.csv", "csv", engine=engine), "2020")

    assert found["constraints.json"] == (folder / "constraints.json").read_bytes().rstrip(b"\n")


@pytest.mark.parametrize("engine", ["arrow", "deequ"])
def test_the_hundred_rows_of_the_sdk_give_the_old_containers_bytes(engine: str) -> None:
    folder = golden("sdk-quality-check-100rows")

    found = documents(profile(folder / "baseline.csv", "csv", header=False, engine=engine), "2020")

    assert found["statistics.json"] == (folder / "statistics.json").read_bytes().rstrip(b"\n")
    assert found["constraints.json"] == (folder / "constraints.good.json").read_bytes().rstrip(b"\n")
