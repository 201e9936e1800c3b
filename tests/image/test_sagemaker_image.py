"""docker/Dockerfile.sagemaker on a stand-in for SageMaker's container: a processing job, and the analyzer's place."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.image.conftest import Run
from tests.job.test_analyzer import MONITORING, captured
from tests.yarn.main_job import MainJob

from baselining.commands.launch import job_of
from baselining.config import load_config
from baselining.launch.plan import LaunchPlan, plan_launch
from baselining.launch.section import Runtime

pytestmark = pytest.mark.timeout(600)
ANALYZER = ("python", "/opt/baselining/jobs/analyzer.py")
CAPTURE = {"sagemakerCaptureJson": {"captureIndexNames": ["endpointInput", "endpointOutput"]}}


@pytest.fixture
def ml(tmp_path: Path) -> Path:
    """/opt/ml as the service makes it."""
    folder = tmp_path / "ml"
    for name in ("config", "output", "processing/input", "processing/output"):
        (folder / name).mkdir(parents=True)
    (folder / "config/resourceconfig.json").write_text(
        json.dumps({"current_host": "algo-1", "hosts": ["algo-1"]})
    )
    (folder / "config/processingjobconfig.json").write_text("{}")
    return folder


@pytest.fixture
def plan(emulator: Any, s3: Any, schedule: Any, here: Callable[..., Any], tmp_path: Path) -> LaunchPlan:
    """Of `baselining launch processing`."""
    job = MainJob(emulator, s3, tmp_path, here)
    job.dataset(files=70)
    job.settings = {"spark.hadoop.fs.s3.impl": "org.apache.hadoop.fs.s3a.S3AFileSystem"}
    launch = {"to": "s3://monitoring-bucket/code", "code": str(job.package()), "image": "image"}
    file = job.config(launch={**launch, "role": "arn:aws:iam::123456789012:role/job"})
    return plan_launch(Runtime.PROCESSING, job_of(Runtime.PROCESSING, load_config(file), file))


def downloaded(plan: LaunchPlan, ml: Path) -> list[str]:
    """Put there what the service downloads; the words that the container is started with."""
    assert plan.request is not None
    arguments = plan.request.arguments
    for each in arguments["ProcessingInputs"]:
        place = ml / Path(each["S3Input"]["LocalPath"]).relative_to("/opt/ml")
        place.mkdir(parents=True)
        for item in plan.objects:
            if item.uri.startswith(each["S3Input"]["S3Uri"]):
                (place / item.uri.rpartition("/")[2]).write_bytes(item.body)
    specification = arguments["AppSpecification"]
    return [*specification["ContainerEntrypoint"], *specification["ContainerArguments"]]


def test_a_processing_job_as_it_is_launched_publishes_the_bytes_of_a_run_on_this_machine(
    in_sagemaker_image: Run, plan: LaunchPlan, ml: Path, emulator: Any, s3: Any, tmp_path: Path, here: Any
) -> None:
    found = in_sagemaker_image(*downloaded(plan, ml), mount={ml: "/opt/ml"})

    assert found.returncode == 0, found.stdout[-2000:] + found.stderr[-5000:]
    assert "switched and verified" in found.stdout
    job = MainJob(emulator, s3, tmp_path, here)
    assert job.digest() == job.digest_of_local_run()


def test_a_job_that_fails_passes_its_exit_code_on_and_the_container_has_the_last_word(
    in_sagemaker_image: Run, plan: LaunchPlan, ml: Path
) -> None:
    words = downloaded(plan, ml)
    config = ml / "processing/input/config/job.yaml"
    config.write_text(config.read_text().replace("prices-data-quality", "no-such-schedule"))

    found = in_sagemaker_image(*words, mount={ml: "/opt/ml"})

    assert found.returncode == 2, found.stderr[-3000:]
    assert "no-such-schedule" in found.stdout  # spark-submit makes one stream of the two of Python
    assert (ml / "output/message").read_text().startswith("Algorithm Error")


def test_the_analyzers_place_suggests_and_then_evaluates_on_the_folders_of_the_service(
    in_sagemaker_image: Run, ml: Path
) -> None:
    hour = ml / "processing/input/endpoint/prices/AllTraffic/2024/03/07/19"
    hour.mkdir(parents=True)
    (hour / "00-00.jsonl").write_text("\n".join(map(captured, range(1, 30))) + "\n", encoding="utf-8")
    variables = {
        "dataset_format": json.dumps(CAPTURE),
        "dataset_source": "/opt/ml/processing/input/endpoint",
        "output_path": "/opt/ml/processing/output",
        "publish_cloudwatch_metrics": "Enabled",
        "sagemaker_monitoring_schedule_name": "hourly",
        "sagemaker_endpoint_name": "prices",
    }

    suggested = in_sagemaker_image(*ANALYZER, mount={ml: "/opt/ml"}, **variables)

    assert suggested.returncode == 0, suggested.stderr
    output = ml / "processing/output"
    names = [each["name"] for each in json.loads((output / "constraints.json").read_bytes())["features"]]
    features = [{"name": name, "inferred_type": "String", "completeness": 1.0} for name in names]
    baseline = ml / "processing/baseline/constraints"
    baseline.mkdir(parents=True)
    document = {"version": 0.0, "features": features, "monitoring_config": MONITORING}
    (baseline / "constraints.json").write_text(json.dumps(document))

    evaluated = in_sagemaker_image(
        *ANALYZER,
        mount={ml: "/opt/ml"},
        baseline_constraints="/opt/ml/processing/baseline/constraints/constraints.json",
        **variables,
    )

    assert evaluated.returncode == 0, evaluated.stderr
    violations = json.loads((output / "constraint_violations.json").read_bytes())["violations"]
    assert {each["constraint_check_type"] for each in violations} == {"data_type_check"}
    message = (ml / "output/message").read_text()
    assert (
        message == f"CompletedWithViolations: Job completed successfully with {len(violations)} violations."
    )
    lines = (ml / "output/metrics/cloudwatch/cloudwatch_metrics.jsonl").read_text().splitlines()
    assert {json.loads(line)["Dimensions"][0]["Value"] for line in lines} <= {"prices", "hourly"}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--master", "yarn", "/opt/ml/app.py"], "unrecognized|master"),
        (["app.py"], "absolute path"),
        ([], "app"),
        (["--jars", "/opt/ml/processing/input/none", "/opt/ml/app.py"], "absolute path"),
    ],
)
def test_the_stand_in_refuses_what_the_containers_program_refuses(
    in_sagemaker_image: Run, ml: Path, words: list[str], says: str
) -> None:
    found = in_sagemaker_image("smspark-submit", *words, mount={ml: "/opt/ml"})

    assert found.returncode == 1
    assert any(word in (ml / "output/message").read_text() for word in says.split("|"))
