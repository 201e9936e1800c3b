"""The line of each runtime, word for word: what `baselining launch RUNTIME --plan` prints."""

from __future__ import annotations

import shlex
from typing import Any

import pytest
from tests.unit.launch.jobs import IMAGE, TO, job, package, sent

from baselining.errors import ConfigError
from baselining.launch.job import Job
from baselining.launch.lines import line_of
from baselining.launch.package import Part
from baselining.launch.section import Runtime

ARCHIVE = sent("archive", env__tar__gz=b"python")
CLIENT = {"deploy_mode": "client"}
_SHORT = {"app": "APP", "code": "CODE", "jars": "JARS", "archive": "ARCHIVE", "config": "CONFIG"}


def line(runtime: Runtime, of: Job) -> str:
    """The line, each place in S3 as `APP/baseline.py` and the like."""
    text = line_of(runtime, of).text()
    for part in (of.package.app, of.package.code, of.package.jars, of.package.archive, of.package.config):
        if part.folder is not None:
            text = text.replace(str(part.folder.at(TO)), _SHORT[part.folder.kind])
    return text


EMR_PYTHON = (
    "--conf spark.executorEnv.PYSPARK_PYTHON=./environment/bin/python "
    "--conf spark.yarn.appMasterEnv.PYSPARK_PYTHON=./environment/bin/python"
)
CLIENT_PYTHON = (
    "--conf spark.pyspark.driver.python=python3 --conf spark.pyspark.python=./environment/bin/python"
)
SERVERLESS_PYTHON = " ".join(
    f"--conf {name}=./environment/bin/python"
    for name in (
        "spark.emr-serverless.driverEnv.PYSPARK_DRIVER_PYTHON",
        "spark.emr-serverless.driverEnv.PYSPARK_PYTHON",
        "spark.executorEnv.PYSPARK_PYTHON",
    )
)
EXECUTORS = "--conf spark.executorEnv"
DELTA_CONF = (
    "--conf spark.sql.catalog.spark_catalog=org.apache.spark.sql.delta.catalog.DeltaCatalog "
    "--conf spark.sql.extensions=io.delta.sql.DeltaSparkSessionExtension"
)
DELTA_JARS = "/usr/share/aws/delta/lib/delta-spark.jar,/usr/share/aws/delta/lib/delta-storage.jar"
CASES: list[tuple[str, Runtime, dict[str, Any], str]] = [
    (
        "emr, driver on the cluster",
        Runtime.EMR,
        {"package": package(archive=ARCHIVE)},
        (
            "spark-submit --deploy-mode cluster --py-files CODE/baselining.zip "
            f"--archives 'ARCHIVE/env.tar.gz#environment' {EMR_PYTHON} APP/baseline.py --config CONFIG/job.yaml"
        ),
    ),
    (
        "emr, driver on the primary node",
        Runtime.EMR,
        {"package": package(archive=ARCHIVE), "section": CLIENT},
        (
            "spark-submit --deploy-mode client --py-files CODE/baselining.zip "
            f"--archives 'ARCHIVE/env.tar.gz#environment' {CLIENT_PYTHON} APP/baseline.py --config CONFIG/job.yaml"
        ),
    ),
    (
        "emr, a Delta table",
        Runtime.EMR,
        {"reads_delta": True, "region": "eu-west-1"},
        (
            f"spark-submit --deploy-mode cluster --py-files CODE/baselining.zip --jars {DELTA_JARS} {DELTA_CONF} "
            "APP/baseline.py --config CONFIG/job.yaml --region eu-west-1"
        ),
    ),
    (
        "emr, a Python that is on every node",
        Runtime.EMR,
        {"section": {"python": "/opt/py/bin/python"}},
        (
            "spark-submit --deploy-mode cluster --py-files CODE/baselining.zip "
            "--conf spark.executorEnv.PYSPARK_PYTHON=/opt/py/bin/python "
            "--conf spark.yarn.appMasterEnv.PYSPARK_PYTHON=/opt/py/bin/python APP/baseline.py --config CONFIG/job.yaml"
        ),
    ),
    (
        "emr serverless",
        Runtime.EMR_SERVERLESS,
        {"package": package(archive=ARCHIVE), "settings": {"spark.executor.memory": "8g"}},
        (
            "spark-submit --py-files CODE/baselining.zip --conf 'spark.archives=ARCHIVE/env.tar.gz#environment' "
            f"{SERVERLESS_PYTHON.replace(EXECUTORS, f'--conf spark.executor.memory=8g {EXECUTORS}')} "
            "APP/baseline.py --config CONFIG/job.yaml"
        ),
    ),
    (
        "processing",
        Runtime.PROCESSING,
        {"package": package(jars=sent("jars", a__jar=b"1"))},
        (
            "smspark-submit --py-files /opt/ml/processing/input/py-files --jars /opt/ml/processing/input/jars "
            "/opt/ml/processing/input/code/baseline.py --config /opt/ml/processing/input/config/job.yaml"
        ),
    ),
    (
        "yarn, driver here",
        Runtime.YARN,
        {
            "section": CLIENT | {"code": "dist/b.zip", "archive": "dist/env.tar.gz"},
            "package": package(archive=ARCHIVE),
        },
        (
            "spark-submit --master yarn --deploy-mode client --py-files dist/b.zip "
            f"--archives 'dist/env.tar.gz#environment' {CLIENT_PYTHON} jobs/baseline.py --config job.yaml"
        ),
    ),
    (
        "yarn, driver on the cluster",
        Runtime.YARN,
        {"section": {"code": "dist/b.zip", "jars": ["x.jar"]}},
        (
            "spark-submit --master yarn --deploy-mode cluster --py-files dist/b.zip --jars x.jar jobs/baseline.py "
            "--config CONFIG/job.yaml"
        ),
    ),
    (
        "standalone",
        Runtime.STANDALONE,
        {"master": "spark://host:7077", "section": {"code": "dist/b.zip"}},
        (
            "spark-submit --master spark://host:7077 --deploy-mode client --py-files dist/b.zip jobs/baseline.py "
            "--config job.yaml"
        ),
    ),
    (
        "kubernetes",
        Runtime.KUBERNETES,
        {"master": "k8s://https://host:6443"},
        (
            f"spark-submit --master k8s://https://host:6443 --deploy-mode cluster "
            f"--conf spark.kubernetes.container.image={IMAGE} local:///opt/baselining/jobs/baseline.py "
            "--config CONFIG/job.yaml"
        ),
    ),
]


@pytest.mark.parametrize(
    ("runtime", "changed", "expected"), [row[1:] for row in CASES], ids=[row[0] for row in CASES]
)
def test_the_line_of_a_runtime(runtime: Runtime, changed: dict[str, Any], expected: str) -> None:
    assert line(runtime, job(**changed)) == expected


@pytest.mark.parametrize("runtime", Runtime)
def test_a_shell_reads_the_words_that_are_meant(runtime: Runtime) -> None:
    odd = {} if runtime is Runtime.PROCESSING else {"spark.app.name": 'it\'s a "name" $HOME'}
    made = line_of(runtime, job(master="spark://h:1", settings=odd))

    assert shlex.split(made.text()) == made.words()


def test_settings_of_the_file_win_over_ours() -> None:
    python = {"spark.executorEnv.PYSPARK_PYTHON": "/mine"}

    made = line_of(Runtime.EMR, job(package=package(archive=ARCHIVE), settings=python))

    assert made.settings["spark.executorEnv.PYSPARK_PYTHON"] == "/mine"


@pytest.mark.parametrize(
    ("runtime", "changed", "message"),
    [
        (Runtime.EMR, {"to": None}, "--to"),
        (Runtime.STANDALONE, {}, "--master"),
        (
            Runtime.STANDALONE,
            {"master": "spark://h:1", "section": {"deploy_mode": "cluster"}},
            "no Python driver",
        ),
        (Runtime.KUBERNETES, {"master": "k8s://h", "section": {"image": None}}, "--image"),
        (Runtime.PROCESSING, {"package": package(archive=ARCHIVE)}, "takes no archive"),
        (
            Runtime.PROCESSING,
            {"package": package(jars=Part(folder=sent("jars", a__jar=b"1").folder, there=("s3://b/x.jar",)))},
            "all local files, or all in S3",
        ),
    ],
)
def test_what_a_runtime_cannot_do_is_refused(runtime: Runtime, changed: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        line_of(runtime, job(**changed))
