"""The entry point in the place of Amazon's analyzer container, on the tree of folders that SageMaker makes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.job.conftest import ROOT

MONITORING = {
    "evaluate_constraints": "Enabled",
    "emit_metrics": "Enabled",
    "datatype_check_threshold": 1.0,
    "domain_content_threshold": 1.0,
    "distribution_constraints": {
        "perform_comparison": "Enabled",
        "comparison_threshold": 0.1,
        "comparison_method": "Robust",
    },
}
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


def captured(number: int) -> str:
    """One request of an endpoint, as data capture writes it."""
    sent = {
        "data": f"{number},{number * 1.5}",
        "encoding": "CSV",
        "mode": "INPUT",
        "observedContentType": "text/csv",
    }
    answer = {**sent, "data": "0", "mode": "OUTPUT"}
    moment = {"eventId": str(number), "inferenceTime": f"2024-03-07T19:00:{number % 60:02}Z"}
    return json.dumps(
        {
            "captureData": {"endpointInput": sent, "endpointOutput": answer},
            "eventMetadata": moment,
            "eventVersion": "0",
        }
    )


def test_traffic_is_evaluated_against_a_baseline_and_violations_are_no_failure(tmp_path: Path) -> None:
    hour = tmp_path / "processing/input/endpoint/prices/AllTraffic/2024/03/07/19"
    hour.mkdir(parents=True)
    (hour / "00-00.jsonl").write_text("\n".join(map(captured, range(1, 30))) + "\n", encoding="utf-8")
    (tmp_path / "pre.py").write_text(
        "def preprocess_handler(inference_record):\n"
        "    first = inference_record.endpoint_input.data.split(',')[0]\n"
        "    return {'a': first, 'b': 'x'}\n",
        encoding="utf-8",
    )
    constraints = tmp_path / "constraints.json"
    features = [
        {"name": name, "inferred_type": kind, "completeness": 1.0}
        for name, kind in (("a", "Integral"), ("b", "Integral"))
    ]
    document = {"version": 0.0, "features": features, "monitoring_config": MONITORING}
    constraints.write_text(json.dumps(document), encoding="utf-8")

    done = analyze(
        tmp_path,
        dataset_source=str(tmp_path / "processing/input/endpoint"),
        dataset_format='{"sagemakerCaptureJson": {"captureIndexNames": ["endpointInput", "endpointOutput"]}}',
        baseline_constraints=str(constraints),
        record_preprocessor_script=str(tmp_path / "pre.py"),
        start_time="2024-03-07T19: 00: 00Z",
        end_time="2024-03-07T20: 00: 00Z",
    )

    assert done.returncode == 0, done.stderr
    assert "CompletedWithViolations: Job completed successfully with 1 violations." in done.stdout
    found = json.loads((tmp_path / "processing/output/constraint_violations.json").read_bytes())
    assert [(each["feature_name"], each["constraint_check_type"]) for each in found["violations"]] == [
        ("b", "data_type_check")
    ]


def test_what_cannot_be_read_ends_with_2_and_writes_nothing(tmp_path: Path) -> None:
    done = analyze(tmp_path, dataset_format='{"json": {"lines": false}}')

    assert done.returncode == 2
    assert "not one object per line" in done.stderr
    assert not (tmp_path / "processing/output").exists()
