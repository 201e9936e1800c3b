"""CloudWatch as the `Metrics` port says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from baselining.aws.failures import Call, translate
from baselining.errors import MonitoringError
from baselining.world.ports import Json

_AT_ONCE = 500
"""Metrics in one call; CloudWatch takes 1,000 and 1 MB (`PutMetricData`), and 500 long names stay below that."""


class CloudWatchMetrics:
    """The metrics of an account.

    Args:
        client: A client with retries: CloudWatch counts a metric that is sent twice at one time twice, which a lost
            answer may bring about; its statistics `Minimum`, `Maximum` and `Average` do not change by that.
    """

    def __init__(self, client: Any) -> None:
        self._client = client

    def put_metrics(self, namespace: str, metrics: Sequence[Json]) -> None:
        """As the port says."""
        for start in range(0, len(metrics), _AT_ONCE):
            some = [dict(metric) for metric in metrics[start : start + _AT_ONCE]]
            try:
                self._client.put_metric_data(Namespace=namespace, MetricData=some)
            except (ClientError, BotoCoreError) as error:
                call = Call(
                    operation="PutMetricData",
                    action="cloudwatch:PutMetricData",
                    subject=f"the namespace {namespace}",
                    failure=MonitoringError,
                    changes=False,
                )
                raise translate(error, call) from error
