"""Missing cells of String columns are a category, whoever reads the cells and however states of them are merged."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as csv
import pyarrow.parquet as pq
import pytest
from tests.golden_missing_cells import DATA, expected
from tests.spark.profiling import documents, profile

pytestmark = pytest.mark.usefixtures("spark")

VERSIONS = ("2020", "2024-03", "current")


@pytest.mark.parametrize("engine", ["arrow", "deequ"])
def test_both_engines_write_the_golden_bytes_in_every_layout(engine: str) -> None:
    found = profile(DATA, "csv", engine=engine)

    for version in VERSIONS:
        assert documents(found, version) == expected(version), version


def test_saved_and_merged_states_count_missing_cells_as_one_scan_does(tmp_path: Path) -> None:
    cells = csv.read_csv(
        DATA,
        convert_options=csv.ConvertOptions(
            column_types=dict.fromkeys(csv.read_csv(DATA).column_names, pa.string()),
            strings_can_be_null=True,
            null_values=[""],
        ),
    )
    folder = tmp_path / "data"
    folder.mkdir()
    states = str(tmp_path / "states")
    pq.write_table(cells.slice(0, 11), folder / "1.parquet")
    first = profile(folder, "parquet", states=states)
    pq.write_table(cells.slice(11), folder / "2.parquet")

    both = profile(folder, "parquet", states=states)

    assert documents(first) != documents(both)
    assert documents(both)["constraints.json"] == expected("current")["constraints.json"]
    for layout in VERSIONS:
        assert _texts(documents(both, layout)) == _texts(expected(layout))


def _texts(files: dict[str, bytes]) -> list[Any]:
    """What has no sketch and no rounding, so that it is the same however rows were split."""
    features = json.loads(files["statistics.json"])["features"]
    texts = [feature for feature in features if "string_statistics" in feature]
    assert len(texts) == 5
    return texts
