"""The entry point in the place of Amazon's analyzer container, on the tree of folders that SageMaker makes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.job.conftest import ROOT

CSV = "id,price\n1,1.5\n2,2.5\n3,\n"


def analyze(tree: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The container's process, with folders below `tree` in place of /opt/ml."""
    given = {
        "PYTHONPATH": str(ROOT / "lib"),
        "dataset_source": str(tree / "processing/input/baseline_dataset_input"),
        "output_path": str(tree / "processing/output"),
        "publish_cloudwatch_metrics": "Disabled",
    }
    return subprocess.run(
        [sys.executable, str(ROOT / "jobs/analyzer.py")],
        env={**os.environ, **given, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_baseline_is_suggested_as_the_environment_says(tmp_path: Path) -> None:
    source = tmp_path / "processing/input/baseline_dataset_input"
    source.mkdir(parents=True)
    (source / "train.csv").write_text(CSV, encoding="utf-8")

    done = analyze(tmp_path, dataset_format='{"csv": {"header": true, "output_columns_position": "START"}}')

    assert done.returncode == 0, done.stderr
    output = tmp_path / "processing/output"
    statistics = json.loads((output / "statistics.json").read_bytes())
    constraints = json.loads((output / "constraints.json").read_bytes())
    assert statistics["dataset"]["item_count"] == 3
    assert [feature["name"] for feature in constraints["features"]] == ["id", "price"]
    assert constraints["features"][1]["completeness"] == 2 / 3


def test_what_cannot_be_read_ends_with_2_and_writes_nothing(tmp_path: Path) -> None:
    done = analyze(tmp_path, dataset_format='{"json": {"lines": false}}')

    assert done.returncode == 2
    assert "not one object per line" in done.stderr
    assert not (tmp_path / "processing/output").exists()
