"""The line of each runtime.

Sources: Spark 3.5, "Submitting Applications", "Running Spark on YARN", "Running Spark on Kubernetes" and "Python
Package Management"; EMR Serverless user guide, "Using Python libraries with EMR Serverless"; EMR release guide, "Use a
cluster with Delta Lake" (its jars are there, and must not be added a second time).
"""

from __future__ import annotations

from collections.abc import Callable

from baselining.errors import ConfigError
from baselining.launch.job import Job, needed
from baselining.launch.line import Line
from baselining.launch.package import APP_NAME, CONFIG_NAME
from baselining.launch.section import DeployMode, Runtime

_ENVIRONMENT = "environment"
_UNPACKED = f"./{_ENVIRONMENT}/bin/python"
_IN_IMAGE = f"local:///opt/baselining/jobs/{APP_NAME}"
"""Where docker/Dockerfile.spark puts the Python file."""
_APP_HERE = f"jobs/{APP_NAME}"
"""In this repository; the same bytes as what is sent elsewhere."""
_EMR_DELTA_JARS = tuple(f"/usr/share/aws/delta/lib/delta-{name}.jar" for name in ("spark", "storage"))
_DELTA = {
    "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
    "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
}
_INPUT = "/opt/ml/processing/input"


def line_of(runtime: Runtime, job: Job) -> Line:
    """What runs the job there.

    Raises:
        ConfigError: If something that the runtime needs is missing, or cannot be there.
    """
    return _LINES[runtime](job)


def _emr(job: Job) -> Line:
    """On the cluster's primary node, as a step; `command-runner.jar` runs the words."""
    to = job.place()
    return Line(
        deploy_mode=job.section.mode.value,
        py_files=job.package.code.places(to),
        jars=_emr_jars(job),
        archive=_archive(job.package.archive.places(to)),
        settings=_delta(job) | _on_yarn(job) | job.settings,
        app=job.package.app.places(to)[0],
        arguments=job.arguments(job.package.config.places(to)[0]),
    )


def _emr_serverless(job: Job) -> Line:
    """Without a master: the service sets it. Options in place of `--archives` as its user guide has them."""
    to = job.place()
    archive = _archive(job.package.archive.places(to))
    python: dict[str, str] = {}
    if archive:
        driver = "spark.emr-serverless.driverEnv."
        python = {
            "spark.archives": archive,
            f"{driver}PYSPARK_DRIVER_PYTHON": _UNPACKED,
            f"{driver}PYSPARK_PYTHON": _UNPACKED,
            "spark.executorEnv.PYSPARK_PYTHON": _UNPACKED,
        }
    return Line(
        py_files=job.package.code.places(to),
        jars=_emr_jars(job),
        settings=_delta(job) | python | job.settings,
        app=job.package.app.places(to)[0],
        arguments=job.arguments(job.package.config.places(to)[0]),
    )


def _processing(job: Job) -> Line:
    """The container's own program, which takes few options; everything is a folder that the service downloads.

    Settings are a file (`requests.configuration_of`). A list may not mix folders and S3: the container expands the
    whole list or nothing (aws/sagemaker-spark-container, `smspark/job.py`, `_get_list_of_files`).
    """
    jars = job.package.jars
    if jars.folder is not None and jars.there:
        raise ConfigError(
            "Processing takes jars that are all local files, or all in S3: its container fails on a list of both.",
            hint="Download those in S3, or upload the local ones.",
        )
    if not job.package.archive.is_empty:
        raise ConfigError(
            "The SageMaker Spark container takes no archive: its program has no such option.",
            hint="Install the packages into an image (docker/Dockerfile.sagemaker), and name it: --image.",
        )
    has_code = job.package.code.folder is not None
    return Line(
        program="smspark-submit",
        py_files=[f"{_INPUT}/py-files"] if has_code else job.package.code.there,
        jars=[f"{_INPUT}/jars"] if jars.folder is not None else jars.there,
        app=f"{_INPUT}/code/{APP_NAME}",
        arguments=job.arguments(f"{_INPUT}/config/{CONFIG_NAME}"),
    )


def _yarn(job: Job) -> Line:
    """From a machine that has the cluster's settings (HADOOP_CONF_DIR); in cluster mode the driver reads S3's copy."""
    is_client = job.section.mode is DeployMode.CLIENT
    return Line(
        master="yarn",
        deploy_mode=job.section.mode.value,
        py_files=_here(job, "code"),
        jars=_here(job, "jars"),
        archive=_archive(_here(job, "archive")),
        settings=_delta(job) | _on_yarn(job) | job.settings,
        app=_APP_HERE,
        arguments=job.arguments(job.config if is_client else job.package.config.places(job.place())[0]),
    )


def _standalone(job: Job) -> Line:
    """From a machine that the workers can reach: Spark refuses Python in cluster mode there."""
    if job.section.deploy_mode is DeployMode.CLUSTER:
        raise ConfigError(
            "Spark's standalone master runs no Python driver (cluster mode).", hint="--deploy-mode client"
        )
    return Line(
        master=needed(job.master, "--master", "… spark.master, spark://HOST:7077"),
        deploy_mode=DeployMode.CLIENT.value,
        py_files=_here(job, "code"),
        jars=_here(job, "jars"),
        archive=_archive(_here(job, "archive")),
        settings=_delta(job) | _client_python(job) | job.settings,
        app=_APP_HERE,
        arguments=job.arguments(job.config),
    )


def _kubernetes(job: Job) -> Line:
    """In the project's own image, which has code, packages and jars; the driver reads its configuration in S3."""
    image = needed(job.section.image, "--image", "image")
    return Line(
        master=needed(job.master, "--master", "… spark.master, k8s://https://HOST:PORT"),
        deploy_mode=DeployMode.CLUSTER.value,
        jars=job.package.jars.places(job.place()),
        settings=_delta(job) | {"spark.kubernetes.container.image": image} | job.settings,
        app=_IN_IMAGE,
        arguments=job.arguments(job.package.config.places(job.place())[0]),
    )


def _on_yarn(job: Job) -> dict[str, str]:
    """Which Python runs where: in cluster mode the driver's is that of the application master."""
    if job.section.mode is DeployMode.CLIENT:
        return _client_python(job)
    python = job.section.python if job.package.archive.is_empty else _UNPACKED
    if python is None:
        return {}
    return {
        "spark.yarn.appMasterEnv.PYSPARK_PYTHON": python,
        "spark.executorEnv.PYSPARK_PYTHON": python,
    }


def _client_python(job: Job) -> dict[str, str]:
    """The driver's Python is this machine's: an archive is unpacked for executors only."""
    has_archive = not job.package.archive.is_empty
    settings = {"spark.pyspark.driver.python": job.section.python or "python3"} if has_archive else {}
    executors = _UNPACKED if has_archive else job.section.python
    return settings | ({"spark.pyspark.python": executors} if executors else {})


def _emr_jars(job: Job) -> list[str]:
    return [*job.package.jars.places(job.place()), *(_EMR_DELTA_JARS if job.reads_delta else ())]


def _delta(job: Job) -> dict[str, str]:
    return dict(_DELTA) if job.reads_delta else {}


def _archive(places: list[str]) -> str:
    return f"{places[0]}#{_ENVIRONMENT}" if places else ""


def _here(job: Job, part: str) -> list[str]:
    """Files of this machine as they are named, since the line is run here."""
    named = {
        "code": [job.section.code] if job.section.code else [],
        "jars": job.section.jars,
        "archive": [job.section.archive] if job.section.archive else [],
    }[part]
    if part == "code" and not named and job.package.code.folder is not None:
        return [f"dist/{name}" for name in job.package.code.folder.files]
    return list(named)


_LINES: dict[Runtime, Callable[[Job], Line]] = {
    Runtime.EMR: _emr,
    Runtime.EMR_SERVERLESS: _emr_serverless,
    Runtime.PROCESSING: _processing,
    Runtime.YARN: _yarn,
    Runtime.KUBERNETES: _kubernetes,
    Runtime.STANDALONE: _standalone,
}
