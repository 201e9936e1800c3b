"""Requests against botocore's own models, all the way down: members, types, lengths, patterns."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.unit.launch.jobs import job, package, sent

from baselining.errors import ConfigError
from baselining.launch.plan import plan_launch
from baselining.launch.requests import configuration_of, request_of
from baselining.launch.section import Runtime
from baselining.world.s3uri import S3Uri
from baselining_emulator.model import input_shape
from baselining_emulator.shapes import check

WITH_API = [runtime for runtime in Runtime if runtime.has_api]
FULL = {
    "package": package(jars=sent("jars", a__jar=b"1")),
    "settings": {"spark.executor.memory": "8g"},
    "region": "eu-west-1",
    "reads_delta": True,
    "section": {"log_uri": "s3://logs/x", "run": "2026-11-26"},
}


@pytest.mark.parametrize("runtime", WITH_API)
@pytest.mark.parametrize("changed", [{}, FULL], ids=["smallest", "full"])
def test_a_request_is_what_the_model_of_the_service_demands(
    runtime: Runtime, changed: dict[str, Any]
) -> None:
    request = request_of(runtime, job(**changed))
    service, operation = request.call.split(":")

    check(json.loads(json.dumps(request.arguments)), input_shape(operation, service))


@pytest.mark.parametrize("runtime", WITH_API)
def test_the_same_launch_has_the_same_name_and_anything_else_another(runtime: Runtime) -> None:
    names = {
        "again": request_of(runtime, job()).name,
        "code": request_of(runtime, job(package=package(code=sent("code", baselining__zip=b"new")))).name,
        "config": request_of(runtime, job(package=package(config=sent("config", job__yaml=b"x")))).name,
        "run": request_of(runtime, job(section={"run": "2026-11-26"})).name,
        "place": request_of(runtime, job(to=S3Uri("code", "other"))).name,
    }

    assert request_of(runtime, job()).name == names["again"]
    assert len(set(names.values())) == len(names)


def test_a_client_token_a_step_and_a_job_carry_the_name() -> None:
    emr, serverless, processing = (request_of(runtime, job()) for runtime in WITH_API)

    assert emr.arguments["Steps"][0]["Name"] == emr.name
    assert serverless.arguments["clientToken"] == serverless.arguments["name"] == serverless.name
    assert processing.arguments["ProcessingJobName"] == processing.name


def test_settings_of_a_processing_job_are_a_file_that_is_sent() -> None:
    plan = plan_launch(Runtime.PROCESSING, job(settings={"spark.executor.memory": "8g"}))
    assert plan.request is not None

    inputs = {one["InputName"]: one["S3Input"] for one in plan.request.arguments["ProcessingInputs"]}
    sent_files = [one for one in plan.objects if "/conf/" in one.uri]

    assert inputs["conf"]["LocalPath"] == "/opt/ml/processing/input/conf"
    assert [one.uri for one in sent_files] == [f"{inputs['conf']['S3Uri']}configuration.json"]
    assert json.loads(sent_files[0].body) == [
        {"Classification": "spark-defaults", "Properties": {"spark.executor.memory": "8g"}}
    ]


def test_a_delta_table_in_a_processing_job_has_its_settings() -> None:
    (configuration,) = json.loads(configuration_of(job(reads_delta=True)).files["configuration.json"])

    assert "spark.sql.extensions" in configuration["Properties"]


def test_every_input_of_a_processing_job_is_a_folder_that_is_sent() -> None:
    plan = plan_launch(Runtime.PROCESSING, job(**FULL))
    assert plan.request is not None
    places = [one["S3Input"]["S3Uri"] for one in plan.request.arguments["ProcessingInputs"]]

    assert len(places) == 5
    assert all(any(one.uri.startswith(place) for one in plan.objects) for place in places)
    assert all(any(one.uri.startswith(place) for place in places) for one in plan.objects)


@pytest.mark.parametrize(
    ("runtime", "missing"),
    [
        (Runtime.EMR, "cluster"),
        (Runtime.EMR_SERVERLESS, "application"),
        (Runtime.EMR_SERVERLESS, "role"),
        (Runtime.PROCESSING, "image"),
        (Runtime.PROCESSING, "role"),
    ],
)
def test_what_a_service_needs_is_asked_for_by_its_option(runtime: Runtime, missing: str) -> None:
    with pytest.raises(ConfigError, match=rf"--{missing} \(launch\.{missing}\)"):
        request_of(runtime, job(section={missing: None}))


def test_arguments_that_sagemaker_does_not_take_are_refused_here() -> None:
    long = package(
        jars=package().jars.__class__(there=tuple(f"s3://bucket/{'x' * 90}{n}.jar" for n in range(3)))
    )

    with pytest.raises(ConfigError, match="256 characters"):
        request_of(Runtime.PROCESSING, job(package=long))


def test_a_plan_shows_objects_before_the_call_and_no_bytes() -> None:
    shown = plan_launch(Runtime.EMR, job()).to_json()

    assert [call["call"] for call in shown["calls"]] == ["s3:PutObject"] * 3 + ["emr:AddJobFlowSteps"]
    assert all("body" not in call for call in shown["calls"])
    assert shown["run"] == shown["calls"][-1]["arguments"]["Steps"][0]["Name"]


def test_a_line_for_a_cluster_sends_only_what_its_driver_reads() -> None:
    def kinds(runtime: Runtime, **changed: Any) -> list[str]:
        return [one.uri.split("/")[4] for one in plan_launch(runtime, job(master="x", **changed)).objects]

    assert kinds(Runtime.YARN) == ["config"]
    assert kinds(Runtime.YARN, section={"deploy_mode": "client"}, to=None) == []
    assert kinds(Runtime.KUBERNETES, package=package(jars=sent("jars", a__jar=b"1"))) == ["config", "jars"]
    assert kinds(Runtime.STANDALONE, to=None) == []
