"""CloudWatch's metrics."""

from __future__ import annotations

import json
from datetime import datetime, timezone

from tests.unit.evaluation.data import baseline, current, edited

from baselining.evaluation import evaluate
from baselining.evaluation.metrics import OF_BATCHES, OF_ENDPOINTS, Source, metrics_of, to_lines, unnamed

TIME = datetime(2026, 11, 26, 14, 5, 6, tzinfo=timezone.utc)
ENDPOINT = Source(schedule="s", endpoint="e", time=TIME)
BATCH = Source(schedule="s", endpoint=None, time=TIME)


def test_numbers_have_three_metrics_and_texts_two() -> None:
    data = {"n": ["1", "3", ""], "t": ["a", "", "a"]}
    now = current(data)

    found = metrics_of(now.statistics, evaluate(now, *baseline(data)), ENDPOINT)

    common = {
        "Timestamp": "2026-11-26T14:05:06Z",
        "Dimensions": [{"Name": "Endpoint", "Value": "e"}, {"Name": "MonitoringSchedule", "Value": "s"}],
    }
    numbers = {"SampleCount": 2.0, "Sum": 4.0, "Minimum": 1.0, "Maximum": 3.0}
    assert found == [
        {"MetricName": "feature_data_n", **common, "StatisticValues": numbers},
        {"MetricName": "feature_non_null_n", **common, "Value": 2 / 3},
        {"MetricName": "feature_baseline_drift_n", **common, "Value": 0.0},
        {"MetricName": "feature_non_null_t", **common, "Value": 2 / 3},
        {"MetricName": "feature_baseline_drift_t", **common, "Value": 0.0},
    ]
    assert [json.loads(line) for line in to_lines(found).splitlines()] == found


def test_of_batches_there_is_no_endpoint() -> None:
    assert (BATCH.namespace, ENDPOINT.namespace) == (OF_BATCHES, OF_ENDPOINTS)
    assert BATCH.dimensions == [{"Name": "MonitoringSchedule", "Value": "s"}]


def test_a_feature_whose_metrics_are_off_has_none() -> None:
    data = {"n": ["1"], "m": ["1"]}
    now = current(data)
    statistics, constraints = baseline(data)
    own = edited(constraints, feature={"monitoringConfigOverrides": {"emit_metrics": "Disabled"}})

    found = metrics_of(now.statistics, evaluate(now, statistics, own), BATCH)

    assert {metric["MetricName"].rpartition("_")[2] for metric in found} == {"m"}


def test_names_that_cloudwatch_refuses_are_left_out_and_listed() -> None:
    data = {"größe": ["1"], "x" * 250: ["1"], "ok": ["1"]}
    now = current(data)

    found = metrics_of(now.statistics, evaluate(now, *baseline(data)), BATCH)

    assert len(found) == 3
    assert unnamed(now.statistics) == ["größe", "x" * 250]


def test_without_baseline_statistics_there_is_no_drift_to_send() -> None:
    now = current({"n": ["1"]})

    found = metrics_of(now.statistics, evaluate(now, None, baseline({"n": ["1"]})[1]), BATCH)

    assert [metric["MetricName"] for metric in found] == ["feature_data_n", "feature_non_null_n"]
