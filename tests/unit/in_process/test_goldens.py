"""Without Spark, too: same CSV in, same bytes out as Amazon's container."""

from __future__ import annotations

import pytest
from tests.golden_data import golden

from baselining.baselines.suggest import suggest
from baselining.baselines.summarize import summarize
from baselining.dataset.found import found_local
from baselining.dataset.local import local_files
from baselining.dataset.spec import DatasetFormat, DatasetSpec
from baselining.documents.files import to_bytes
from baselining.documents.layout import FormatVersion
from baselining.in_process.profile import profile_in_process

COMPLETE = [
    ("cardio-oxayavongsa", "baseline.csv", True, FormatVersion.CURRENT),
    ("bank-cwzkevin", "baseline.csv", False, FormatVersion("2024-03")),
    ("boston-packt-learn2e", "housing.csv", True, FormatVersion("2020")),
]


@pytest.mark.parametrize(("case", "data", "header", "version"), COMPLETE)
def test_both_documents_are_the_containers_bytes(
    case: str, data: str, header: bool, version: FormatVersion
) -> None:
    folder = golden(case)
    spec = DatasetSpec(uri=str(folder / data), format=DatasetFormat.CSV, header=header)

    found = profile_in_process(spec, found_local(local_files(spec.uri)), on_progress=lambda *_: None)
    statistics = summarize(found.profile, version)

    assert found.one_split
    for name, document in (("statistics", statistics), ("constraints", suggest(statistics, version))):
        assert to_bytes(document) == (folder / f"{name}.json").read_bytes().rstrip(b"\n"), name
