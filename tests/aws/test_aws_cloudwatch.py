"""Metrics over HTTP, as alarms find them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

import boto3
import pytest
from tests.aws.conftest import ONE_ATTEMPT
from tests.aws.connected import connect
from tests.unit.evaluation.data import baseline, current

from baselining.errors import MonitoringError
from baselining.evaluation import evaluate
from baselining.evaluation.metrics import OF_ENDPOINTS, Source, metrics_of
from baselining_emulator import Emulator

NOW = datetime.now(timezone.utc).replace(microsecond=0)
SOURCE = Source(schedule="prices", endpoint="shop", time=NOW)
DATA = {f"c{i}": ["1", "3"] for i in range(400)}


@pytest.fixture
def cloudwatch(emulator: Emulator, aws_session: boto3.Session) -> Iterator[Any]:
    client = aws_session.client("cloudwatch", endpoint_url=emulator.endpoint_url, config=ONE_ATTEMPT)
    yield client
    client.close()


def test_hundreds_of_features_are_sent_and_found_by_the_dimensions_of_alarms(
    emulator: Emulator, monkeypatch: pytest.MonkeyPatch, cloudwatch: Any
) -> None:
    now = current(DATA)
    metrics = metrics_of(now.statistics, evaluate(now, *baseline(DATA)), SOURCE)

    connect(emulator, monkeypatch).metrics().put_metrics(SOURCE.namespace, metrics)

    answer = cloudwatch.get_metric_statistics(
        Namespace=OF_ENDPOINTS,
        MetricName="feature_data_c399",
        Dimensions=[{"Name": "Endpoint", "Value": "shop"}, {"Name": "MonitoringSchedule", "Value": "prices"}],
        StartTime=NOW - timedelta(hours=1),
        EndTime=NOW + timedelta(hours=1),
        Period=3600,
        Statistics=["Sum", "Maximum", "Minimum", "SampleCount"],
    )
    (point,) = answer["Datapoints"]
    assert (point["Sum"], point["Minimum"], point["Maximum"]) == (4.0, 1.0, 3.0)
    found = cloudwatch.get_paginator("list_metrics").paginate(Namespace=OF_ENDPOINTS)
    assert len({each["MetricName"] for page in found for each in page["Metrics"]}) == len(metrics) == 1200


def test_a_cloudwatch_that_cannot_be_reached_is_an_error_that_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with Emulator(port=0) as gone:
        metrics = connect(gone, monkeypatch).metrics()

    with pytest.raises(MonitoringError, match="PutMetricData: AWS cannot be reached"):
        metrics.put_metrics(OF_ENDPOINTS, [{"MetricName": "x", "Value": 1.0}])
