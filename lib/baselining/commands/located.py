"""The dataset that is meant by the name of an endpoint or a schedule, found through SageMaker."""

from __future__ import annotations

from baselining.commands.world import open_endpoints, open_world
from baselining.config import AwsSection
from baselining.dataset.spec import DatasetSpec
from baselining.edge.console import warn
from baselining.errors import ConfigError
from baselining.traffic.locate import traffic_of_endpoint, traffic_of_schedule


def located(dataset: DatasetSpec, aws: AwsSection, *, may_name_both: bool = False) -> DatasetSpec:
    """The dataset with its place, and the endpoint whose traffic it is; as it is where the place was given.

    Args:
        may_name_both: Do the names of an endpoint and a schedule mean something beside a dataset, too?

    Raises:
        ConfigError, InputError: If nothing is captured under that name, or a dataset was named, too.
        MonitoringError: If SageMaker refuses or does not answer.
    """
    if not dataset.is_traffic:
        if not may_name_both and (dataset.endpoint or dataset.schedule):
            raise ConfigError("A dataset and captured traffic were given, and only one can be read.")
        return dataset
    if dataset.schedule is not None:
        traffic = traffic_of_schedule(open_world(aws).monitoring, open_endpoints(aws), dataset.schedule)
        if dataset.endpoint not in (None, traffic.endpoint):
            raise ConfigError(
                f"The schedule {dataset.schedule!r} does not look at the endpoint {dataset.endpoint!r}.",
                hint="Name one of them.",
            )
    else:
        assert dataset.endpoint is not None  # noqa: S101 - one of the two is what makes it traffic
        traffic = traffic_of_endpoint(open_endpoints(aws), dataset.endpoint)
    for note in traffic.notes:
        warn(note)
    return dataset.model_copy(update={"uri": str(traffic.location), "endpoint": traffic.endpoint})
