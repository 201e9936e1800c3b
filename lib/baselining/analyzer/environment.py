"""The analyzer container's environment → words of a command. Pure: the same variables give the same words.

Sources: SageMaker developer guide, "Container Contract Inputs" (dataset_format, dataset_source, output_path, start_time
…); aws/sagemaker-python-sdk, `sagemaker/model_monitor/model_monitoring.py` (`_DATASET_FORMAT_ENV_NAME` and its
neighbours: what suggest_baseline sets) and `dataset_format.py` (the forms of dataset_format); developer guide,
"Container Contract Outputs" (where metrics are written). Without baselines the container suggests, with them it
evaluates.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from baselining.errors import ConfigError

METRICS = "/opt/ml/output/metrics/cloudwatch/cloudwatch_metrics.jsonl"
"""What lies in this folder, SageMaker sends to CloudWatch."""
_MODEL_QUALITY = "MODEL_QUALITY"
_DATA_QUALITY = ("", "DATA_QUALITY")
_ATTRIBUTES = (
    ("problem_type", "--problem-type"),
    ("ground_truth_attribute", "--ground-truth"),
    ("inference_attribute", "--inference"),
    ("probability_attribute", "--probability"),
    ("probability_threshold_attribute", "--threshold"),
)
_CAPTURED = {
    ("endpointInput",): "none",
    ("endpointInput", "endpointOutput"): "start",
}
"""The captured parts that are asked for, and where the output's columns then stand: first, as in the container."""


def words_of(environment: Mapping[str, str]) -> list[str]:
    """What the environment asks for, as words for `baselining`.

    Args:
        environment: The process's; other variables than the contract's are not looked at.

    Raises:
        ConfigError: If a variable is missing or cannot be, or asks for what is not done here.
    """
    source, kind = _needed(environment, "dataset_source"), environment.get("analysis_type", "")
    if kind == _MODEL_QUALITY:
        command = ["model-quality", source, *_attributes(environment), *_evaluated_quality(environment)]
    elif kind in _DATA_QUALITY and is_evaluation(environment):
        command = ["evaluate", source, *_evaluated(environment)]
    elif kind in _DATA_QUALITY:
        _refuse_postprocessing(environment)
        command = ["suggest", source]
    else:
        raise ConfigError(
            f"analysis_type is {kind!r}, and only DATA_QUALITY and MODEL_QUALITY are done here.",
            hint="Bias and explainability are another container's: SageMaker Clarify.",
        )
    return [
        *command,
        *_format(environment),
        *_scripts(environment),
        "--output",
        _needed(environment, "output_path"),
    ]


def is_evaluation(environment: Mapping[str, str]) -> bool:
    """Is data to be held against a baseline? Then violations are a result, not a failure: the exit code is 0."""
    return any(environment.get(name) for name in ("baseline_constraints", "baseline_statistics"))


def _refuse_postprocessing(environment: Mapping[str, str]) -> None:
    if environment.get("post_analytics_processor_script"):
        raise ConfigError(
            "post_analytics_processor_script is called after data was evaluated, which is not asked for here.",
            hint="Leave it out.",
        )


def _evaluated(environment: Mapping[str, str]) -> list[str]:
    words = ["--constraints", _needed(environment, "baseline_constraints")]
    if statistics := environment.get("baseline_statistics"):
        words += ["--statistics", statistics]
    if script := environment.get("post_analytics_processor_script"):
        words += ["--postprocess-script", script]
    return [*words, *_metrics(environment)]


def _metrics(environment: Mapping[str, str]) -> list[str]:
    """Alarms find metrics by the names of the schedule and the endpoint."""
    wanted = environment.get("publish_cloudwatch_metrics", "Disabled")
    if wanted not in ("Enabled", "Disabled"):
        raise ConfigError("publish_cloudwatch_metrics should be Enabled or Disabled.")
    if wanted == "Disabled":
        return []
    endpoint = environment.get("sagemaker_endpoint_name")
    return [
        *("--metrics", METRICS, "--schedule", _needed(environment, "sagemaker_monitoring_schedule_name")),
        *(["--endpoint", endpoint] if endpoint else []),
    ]


def _evaluated_quality(environment: Mapping[str, str]) -> list[str]:
    """Of model quality the container compares constraints only."""
    _refuse_postprocessing(environment)
    if not is_evaluation(environment):
        return []
    if environment.get("publish_cloudwatch_metrics", "Disabled") != "Disabled":
        raise ConfigError(
            "publish_cloudwatch_metrics: no metrics of model quality are written here.",
            hint="Set it to Disabled; the violations and the exit message are the same.",
        )
    return ["--evaluate", _needed(environment, "baseline_constraints")]


def _attributes(environment: Mapping[str, str]) -> list[str]:
    """Of model quality: which columns hold what. They may be names only, where the container also takes positions."""
    words = []
    for name, option in _ATTRIBUTES:
        if value := environment.get(name):
            words += [option, value]
    return words


def _format(environment: Mapping[str, str]) -> list[str]:
    """`dataset_format`, one JSON object with one member, as options."""
    text = _needed(environment, "dataset_format")
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict) or len(found) != 1:
        raise ConfigError(
            'dataset_format should be a JSON object of one member, such as {"csv": {"header": true}}.'
        )
    ((kind, details),) = found.items()
    if kind not in _FORMATS or not isinstance(details, dict):
        raise ConfigError(f"dataset_format should be of {', '.join(_FORMATS)}, found {kind!r}.")
    return _FORMATS[kind](details, environment)


def _csv(details: Mapping[str, Any], _environment: Mapping[str, str]) -> list[str]:
    """Where the outputs stand (`output_columns_position`) changes nothing: columns stay where they are."""
    _only(details, {"header", "output_columns_position"}, "csv")
    has_header = _truth(details.get("header", True), "csv.header")
    return ["--format", "csv", "--header" if has_header else "--no-header"]


def _json(details: Mapping[str, Any], _environment: Mapping[str, str]) -> list[str]:
    _only(details, {"lines", "line"}, "json")  # the SDK writes the first, the contract's page the second
    if not _truth(details.get("lines", details.get("line", True)), "json.lines"):
        raise ConfigError(
            "dataset_format is of JSON that is not one object per line, which is not read here.",
            hint='Write a line per row, and say {"json": {"lines": true}}.',
        )
    return ["--format", "jsonl"]


def _parquet(details: Mapping[str, Any], _environment: Mapping[str, str]) -> list[str]:
    _only(details, set(), "parquet")
    return ["--format", "parquet"]


def _capture(details: Mapping[str, Any], environment: Mapping[str, str]) -> list[str]:
    """Captured traffic, with the window that was asked for; more than that may have been downloaded."""
    _only(details, {"captureIndexNames"}, "sagemakerCaptureJson")
    names = details.get("captureIndexNames", ["endpointInput", "endpointOutput"])
    names = tuple(sorted(names)) if isinstance(names, list) and all(isinstance(n, str) for n in names) else ()
    if names not in _CAPTURED:
        raise ConfigError(
            "captureIndexNames should be endpointInput, alone or with endpointOutput.",
            hint="The output alone is not read here.",
        )
    words = ["--format", "capture", "--captured-output", _CAPTURED[names]]
    for name, option in (("start_time", "--since"), ("end_time", "--until")):
        if moment := environment.get(name):
            words += [option, moment.replace(" ", "")]  # the contract's page writes 2019-12-01T16: 20: 00Z
    return words


_FORMATS = {"csv": _csv, "json": _json, "parquet": _parquet, "sagemakerCaptureJson": _capture}


def _scripts(environment: Mapping[str, str]) -> list[str]:
    script = environment.get("record_preprocessor_script")
    if not script:
        return []
    if "sagemakerCaptureJson" not in environment.get("dataset_format", ""):
        raise ConfigError(
            "record_preprocessor_script is applied to captured traffic only, and this dataset is none.",
            hint="Leave it out, and flatten the dataset before.",
        )
    return ["--preprocess-script", script]


def _truth(value: object, name: str) -> bool:
    """True or false, which the contract's page also writes as text."""
    known = {"true": True, "false": False}
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in known:
        return known[value.lower()]
    raise ConfigError(f"dataset_format: {name} should be true or false.")


def _only(details: Mapping[str, Any], known: set[str], kind: str) -> None:
    if unknown := sorted(set(details) - known):
        raise ConfigError(f"dataset_format: {kind} has no member {unknown[0]!r}.")


def _needed(environment: Mapping[str, str], name: str) -> str:
    if value := environment.get(name, ""):
        return value
    raise ConfigError(
        f"The environment variable {name} is missing.",
        hint="SageMaker sets it for a monitoring job; for a processing job of your own, set it yourself.",
    )
