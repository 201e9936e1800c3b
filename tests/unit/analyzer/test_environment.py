from __future__ import annotations

import json
from typing import Any, get_type_hints

import pytest
import typer.main

from baselining.analyzer.environment import METRICS, words_of
from baselining.cli import app_of, function_of
from baselining.commands.signature import options_of
from baselining.dataset.spec import DatasetFormat
from baselining.errors import ConfigError

PLACES = {
    "dataset_source": "/opt/ml/processing/input/baseline_dataset_input",
    "output_path": "/opt/ml/processing/output",
}
SOURCE, OUTPUT = PLACES["dataset_source"], ["--output", PLACES["output_path"]]
CAPTURE = {"sagemakerCaptureJson": {"captureIndexNames": ["endpointInput", "endpointOutput"]}}
BASELINE = {
    "baseline_constraints": "/opt/ml/processing/baseline/constraints/constraints.json",
    "baseline_statistics": "/opt/ml/processing/baseline/stats/statistics.json",
}
AGAINST = [
    *("--constraints", BASELINE["baseline_constraints"], "--statistics", BASELINE["baseline_statistics"]),
]
MODEL_QUALITY = {
    "analysis_type": "MODEL_QUALITY",
    "problem_type": "BinaryClassification",
    "inference_attribute": "prediction",
    "probability_attribute": "probability",
    "ground_truth_attribute": "label",
    "probability_threshold_attribute": "0.8",
}


def environment(dataset_format: Any, **more: str) -> dict[str, str]:
    """As SageMaker sets it, among variables that mean nothing here."""
    return {
        "PATH": "/usr/bin",
        "publish_cloudwatch_metrics": "Disabled",
        "dataset_format": json.dumps(dataset_format),
        **PLACES,
        **more,
    }


CASES: list[tuple[Any, dict[str, str], list[str]]] = [
    ({"csv": {}}, {}, ["suggest", SOURCE, "--format", "csv", "--header"]),
    (
        {"csv": {"header": True, "output_columns_position": "START"}},
        {},
        ["suggest", SOURCE, "--format", "csv", "--header"],
    ),
    ({"csv": {"header": False}}, {}, ["suggest", SOURCE, "--format", "csv", "--no-header"]),
    ({"csv": {"header": "false"}}, {}, ["suggest", SOURCE, "--format", "csv", "--no-header"]),
    ({"json": {"lines": True}}, {}, ["suggest", SOURCE, "--format", "jsonl"]),
    ({"json": {"line": "true"}}, {}, ["suggest", SOURCE, "--format", "jsonl"]),
    ({"parquet": {}}, {"analysis_type": "DATA_QUALITY"}, ["suggest", SOURCE, "--format", "parquet"]),
    (CAPTURE, {}, ["suggest", SOURCE, "--format", "capture", "--captured-output", "start"]),
    (
        {"sagemakerCaptureJson": {"captureIndexNames": ["endpointInput"]}},
        {
            "start_time": "2019-12-01T15: 20: 00Z",
            "end_time": "2019-12-01T16: 20: 00Z",
            "record_preprocessor_script": "/opt/ml/processing/code/pre.py",
        },
        [
            *("suggest", SOURCE, "--format", "capture", "--captured-output", "none"),
            *("--since", "2019-12-01T15:20:00Z", "--until", "2019-12-01T16:20:00Z"),
            *("--preprocess-script", "/opt/ml/processing/code/pre.py"),
        ],
    ),
    (
        {"csv": {"header": True}},
        MODEL_QUALITY,
        [
            *("model-quality", SOURCE, "--problem-type", "BinaryClassification", "--ground-truth", "label"),
            *("--inference", "prediction", "--probability", "probability", "--threshold", "0.8"),
            *("--format", "csv", "--header"),
        ],
    ),
    ({"csv": {}}, BASELINE, ["evaluate", SOURCE, *AGAINST, "--format", "csv", "--header"]),
    (
        {"csv": {}},
        {"baseline_constraints": "/opt/ml/c.json", "post_analytics_processor_script": "/opt/ml/p.py"},
        [
            *("evaluate", SOURCE, "--constraints", "/opt/ml/c.json", "--postprocess-script", "/opt/ml/p.py"),
            *("--format", "csv", "--header"),
        ],
    ),
    (
        CAPTURE,
        BASELINE
        | {
            "publish_cloudwatch_metrics": "Enabled",
            "sagemaker_monitoring_schedule_name": "hourly",
            "sagemaker_endpoint_name": "prices",
            "record_preprocessor_script": "/opt/ml/processing/code/pre.py",
        },
        [
            *(
                "evaluate",
                SOURCE,
                *AGAINST,
                "--metrics",
                METRICS,
                "--schedule",
                "hourly",
                "--endpoint",
                "prices",
            ),
            *("--format", "capture", "--captured-output", "start"),
            *("--preprocess-script", "/opt/ml/processing/code/pre.py"),
        ],
    ),
    (
        {"csv": {}},
        {**MODEL_QUALITY, "baseline_constraints": "/opt/ml/c.json"},
        [
            *("model-quality", SOURCE, "--problem-type", "BinaryClassification", "--ground-truth", "label"),
            *("--inference", "prediction", "--probability", "probability", "--threshold", "0.8"),
            *("--evaluate", "/opt/ml/c.json", "--format", "csv", "--header"),
        ],
    ),
]


@pytest.mark.parametrize(("dataset_format", "more", "words"), CASES)
def test_the_environment_is_a_command_line(
    dataset_format: Any, more: dict[str, str], words: list[str]
) -> None:
    assert words_of(environment(dataset_format, **more)) == [*words, *OUTPUT]


@pytest.mark.parametrize(("dataset_format", "more", "words"), CASES)
def test_the_command_takes_every_word(dataset_format: Any, more: dict[str, str], words: list[str]) -> None:
    name, *rest = words_of(environment(dataset_format, **more))
    module = name.replace("-", "_")
    command = typer.main.get_command(app_of(["evaluate", module])).commands[name]  # type: ignore[attr-defined]
    given = dict(command.make_context(name, rest).params)

    built = [
        options.build(given)
        for hint in get_type_hints(function_of(module), include_extras=True).values()
        if (options := options_of(hint)) is not None
    ]

    dataset = next(each for each in built if each is not None and hasattr(each, "uri"))
    assert dataset.uri == SOURCE
    assert dataset.format in DatasetFormat


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"dataset_source": ""}, "dataset_source is missing"),
        ({"output_path": ""}, "output_path is missing"),
        ({"dataset_format": ""}, "dataset_format is missing"),
        ({"dataset_format": "csv"}, "a JSON object of one member"),
        ({"dataset_format": '{"csv": {}, "json": {}}'}, "a JSON object of one member"),
        ({"dataset_format": '{"avro": {}}'}, "found 'avro'"),
        ({"dataset_format": '{"csv": {"header": 1}}'}, "csv.header should be true or false"),
        ({"dataset_format": '{"csv": {"separator": ";"}}'}, "no member 'separator'"),
        ({"dataset_format": '{"json": {"lines": false}}'}, "not one object per line"),
        (
            {"dataset_format": '{"sagemakerCaptureJson": {"captureIndexNames": ["endpointOutput"]}}'},
            "endpointInput",
        ),
        ({"dataset_format": '{"sagemakerCaptureJson": {"captureIndexNames": [1]}}'}, "endpointInput"),
        ({"analysis_type": "MODEL_BIAS"}, "MODEL_BIAS"),
        ({"baseline_statistics": "/opt/ml/s.json"}, "baseline_constraints is missing"),
        (BASELINE | {"publish_cloudwatch_metrics": "yes"}, "Enabled or Disabled"),
        (
            BASELINE | {"publish_cloudwatch_metrics": "Enabled"},
            "sagemaker_monitoring_schedule_name is missing",
        ),
        (MODEL_QUALITY | BASELINE | {"publish_cloudwatch_metrics": "Enabled"}, "no metrics of model quality"),
        ({"post_analytics_processor_script": "/opt/ml/p.py"}, "after data was evaluated"),
        ({"record_preprocessor_script": "/opt/ml/p.py"}, "captured traffic only"),
    ],
)
def test_what_is_not_done_here_is_refused_with_the_name_of_the_variable(
    changed: dict[str, str], message: str
) -> None:
    with pytest.raises(ConfigError, match=message):
        words_of(environment({"csv": {}}) | changed)
