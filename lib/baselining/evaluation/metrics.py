"""The metrics of a monitoring run, as CloudWatch takes them, one a line in a file that SageMaker sends.

Sources: https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-interpreting-cloudwatch.html for the names,
https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-byoc-cloudwatch.html for file and dimensions. The first
page names the dimensions `EndpointName` and `ScheduleName`; alarms that people use, and the second page, say `Endpoint`
and `MonitoringSchedule`, which are followed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from baselining.documents.statistics import FeatureStatistics, Statistics
from baselining.evaluation.evaluate import Evaluation

Metric = Mapping[str, Any]
"""A `MetricDatum` of CloudWatch's API, its time as text."""

OF_ENDPOINTS = "aws/sagemaker/Endpoints/data-metrics"
OF_BATCHES = "aws/sagemaker/ModelMonitoring/data-metrics"
_NAME = re.compile(r"[ -~]{1,255}")
"""What CloudWatch takes for the name of a metric: 1 to 255 printable ASCII characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What the metrics are of.

    Attributes:
        schedule: The monitoring schedule.
        endpoint: That it monitors; None for batch transform jobs.
        time: Of the data, UTC.
    """

    schedule: str
    endpoint: str | None
    time: datetime

    @property
    def namespace(self) -> str:
        """Where CloudWatch keeps them."""
        return OF_BATCHES if self.endpoint is None else OF_ENDPOINTS

    @property
    def dimensions(self) -> list[dict[str, str]]:
        """By which alarms find them."""
        endpoint = [] if self.endpoint is None else [{"Name": "Endpoint", "Value": self.endpoint}]
        return [*endpoint, {"Name": "MonitoringSchedule", "Value": self.schedule}]


def metrics_of(statistics: Statistics, evaluation: Evaluation, source: Source) -> list[Metric]:
    """The metrics of each feature whose constraints say `emit_metrics`; without those that `unnamed` lists."""
    return [
        {
            "MetricName": name,
            "Timestamp": source.time.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "Dimensions": source.dimensions,
            **value,
        }
        for feature in statistics.features
        if feature.name in evaluation.emitting
        for name, value in _of_feature(feature, statistics.dataset.item_count, evaluation)
        if _NAME.fullmatch(name)
    ]


def unnamed(statistics: Statistics) -> list[str]:
    """Features whose name CloudWatch does not take: longer than some 230 characters, or not ASCII."""
    return [
        each.name
        for each in statistics.features
        if not _NAME.fullmatch(f"feature_baseline_drift_{each.name}")
    ]


def to_lines(metrics: Sequence[Metric]) -> bytes:
    """The file for SageMaker: JSON, a metric a line."""
    return "".join(f"{json.dumps(metric)}\n" for metric in metrics).encode()


def _of_feature(
    feature: FeatureStatistics, rows: int, evaluation: Evaluation
) -> Iterator[tuple[str, dict[str, Any]]]:
    numbers = feature.numerical_statistics
    statistics = numbers or feature.string_statistics
    present = statistics.common.num_present if statistics else 0
    if numbers is not None and None not in (numbers.sum, numbers.min, numbers.max):
        values = {
            "SampleCount": float(present),
            "Sum": numbers.sum,
            "Minimum": numbers.min,
            "Maximum": numbers.max,
        }
        yield f"feature_data_{feature.name}", {"StatisticValues": values}
    yield f"feature_non_null_{feature.name}", {"Value": present / rows}
    distance = evaluation.distances.get(feature.name)
    if distance is not None:
        yield f"feature_baseline_drift_{feature.name}", {"Value": distance.value}
