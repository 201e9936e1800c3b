"""Where captured traffic is, is read from what SageMaker says of an endpoint or a schedule."""

from __future__ import annotations

from typing import Any

import pytest
from tests.doubles.memory_endpoints import MemoryEndpoints
from tests.doubles.schedules import NAME, STYLES, WORLDS, inline_world

from baselining.errors import InputError, ScheduleNotFoundError
from baselining.traffic.locate import traffic_of_endpoint, traffic_of_schedule

CAPTURE = {
    "EnableCapture": True,
    "InitialSamplingPercentage": 100,
    "DestinationS3Uri": "s3://traffic/captured/",
    "CaptureOptions": [{"CaptureMode": "Input"}, {"CaptureMode": "Output"}],
}


def endpoints(**changed: Any) -> MemoryEndpoints:
    config = {"DataCaptureConfig": CAPTURE | changed}
    return MemoryEndpoints({"fraud": {"EndpointConfigName": "fraud-3"}}, {"fraud-3": config})


def test_an_endpoint_s_traffic_is_below_its_name() -> None:
    found = traffic_of_endpoint(endpoints(), "fraud")

    assert (str(found.location), found.endpoint, found.notes) == ("s3://traffic/captured/fraud", "fraud", ())


def test_capture_that_is_off_or_of_a_part_is_told() -> None:
    found = traffic_of_endpoint(endpoints(EnableCapture=False, InitialSamplingPercentage=20), "fraud")

    assert found.notes == (
        "Capture is switched off for the endpoint 'fraud'; what was captured before is read.",
        "The endpoint 'fraud' captures 20 % of its requests.",
    )


def test_an_endpoint_that_is_not_there_or_captures_nothing_is_refused() -> None:
    with pytest.raises(InputError, match="There is no endpoint 'other'"):
        traffic_of_endpoint(endpoints(), "other")
    without = MemoryEndpoints({"fraud": {"EndpointConfigName": "fraud-3"}}, {"fraud-3": {}})
    with pytest.raises(InputError, match="its configuration 'fraud-3' has no DataCaptureConfig"):
        traffic_of_endpoint(without, "fraud")


@STYLES
def test_a_schedule_looks_at_an_endpoint(style: str) -> None:
    world = WORLDS[style]()
    for body in world.definitions.values():
        body["DataQualityJobInput"] = {"EndpointInput": {"EndpointName": "fraud", "LocalPath": "/in"}}

    assert traffic_of_schedule(world, endpoints(), NAME) == traffic_of_endpoint(endpoints(), "fraud")


def test_a_schedule_of_batch_transforms_says_itself_where_they_are() -> None:
    world = inline_world()
    batch = {
        "DataCapturedDestinationS3Uri": "s3://traffic/batch",
        "DatasetFormat": {"Csv": {"Header": False}},
    }
    definition = world.schedules[NAME].config["MonitoringJobDefinition"]
    definition["MonitoringInputs"] = [{"BatchTransformInput": batch}]

    found = traffic_of_schedule(world, endpoints(), NAME)

    assert (str(found.location), found.endpoint) == ("s3://traffic/batch", None)


def test_a_schedule_that_is_not_there_or_names_nothing_is_refused() -> None:
    world = inline_world()
    with pytest.raises(ScheduleNotFoundError):
        traffic_of_schedule(world, endpoints(), "other")
    world.schedules[NAME].config["MonitoringJobDefinition"]["MonitoringInputs"] = []
    with pytest.raises(InputError, match="names neither an endpoint nor captured batch transforms"):
        traffic_of_schedule(world, endpoints(), NAME)
