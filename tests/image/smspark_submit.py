#!/usr/bin/env python3
"""A stand-in for the SageMaker Spark container's `smspark-submit`: own code, which does what our jobs rely on.

What it honours was read in aws/sagemaker-spark-container (`smspark/cli.py`, `job.py`, `bootstrapper.py`): few options,
folders expanded one level, lists that may not mix S3 and folders, the user's configuration after the container's own
settings, spark-submit's exit code, and on failure an exit message of its own. It starts neither YARN nor HDFS: Spark
runs on this machine's cores.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlparse

ML = Path("/opt/ml")
MESSAGE = ML / "output" / "message"
SPARK_HOME = "/usr/lib/spark"
CLASSIFICATIONS = ("core-site", "hadoop-env", "hive-site", "spark-defaults", "spark-env", "yarn-site")


class RefusedError(Exception):
    """Something about the command line or the folders is wrong."""


class Parser(argparse.ArgumentParser):
    """Tells a wrong option as everything else."""

    def error(self, message: str) -> NoReturn:
        raise RefusedError(message)


def expanded(given: str | None) -> list[str]:
    """The files of a list: as it is if it is in S3, else each must be there, and a folder means what lies in it."""
    if not given:
        return []
    if urlparse(given).scheme in ("s3", "s3a"):  # of the whole list, as the container does
        return given.split(",")
    found: list[str] = []
    for name in given.split(","):
        path = Path(name)
        if not path.is_absolute() or not path.exists():
            raise RefusedError(f"{name} should be an absolute path of something that is there")
        files = sorted(str(each) for each in path.iterdir()) if path.is_dir() else [name]
        if not files:
            raise RefusedError(f"the folder {name} is empty")
        found += files
    return found


def first(*places: Path) -> Path:
    for place in places:
        if place.exists():
            return place
    raise RefusedError(f"{places[0].name} is missing")


def settings() -> dict[str, str]:
    """The container's own, then the user's, which win."""
    resources = json.loads(
        first(ML / "input/config/resourceconfig.json", ML / "config/resourceconfig.json").read_text()
    )
    json.loads(first(ML / "config/processingjobconfig.json").read_text())
    if sorted(resources["hosts"])[0] != resources["current_host"]:
        sys.exit(0)  # another machine submits
    found = {
        "spark.driver.memory": "1g",
        "spark.driver.extraJavaOptions": "-XX:+IgnoreUnrecognizedVMOptions -XX:+UseConcMarkSweepGC",
        "spark.hadoop.fs.s3a.endpoint": f"s3.{os.environ.get('AWS_REGION', 'us-east-1')}.amazonaws.com",
    }
    for place in (ML / "input/data/conf", ML / "processing/input/conf"):
        if (place / "configuration.json").exists():
            for each in json.loads((place / "configuration.json").read_text()):
                if each["Classification"] not in CLASSIFICATIONS:
                    raise ValueError(each["Classification"])
                if each["Classification"] == "spark-defaults":
                    found.update(each["Properties"])
            break
    return found


def command(words: list[str]) -> list[str]:
    parser = Parser(allow_abbrev=False, add_help=False)
    for name in ("--class", "--jars", "--py-files", "--files", "--spark-event-logs-s3-uri"):
        parser.add_argument(name)
    parser.add_argument("--local-spark-event-logs-dir")
    parser.add_argument("-v", action="store_true")
    parser.add_argument("app")
    parser.add_argument("arguments", nargs=argparse.REMAINDER)
    given = vars(parser.parse_args(words))
    options: list[str] = []
    for name in ("jars", "py_files", "files"):
        if files := expanded(given[name]):
            options += [f"--{name.replace('_', '-')}", ",".join(files)]
    (app,) = expanded(given["app"])
    for name, value in settings().items():
        options += ["--conf", f"{name}={value}"]
    return [f"{SPARK_HOME}/bin/spark-submit", "--master", "local[2]", *options, app, *given["arguments"]]


def fail(code: int, text: str) -> NoReturn:
    MESSAGE.parent.mkdir(parents=True, exist_ok=True)
    MESSAGE.write_text(text)
    sys.exit(code)


def main() -> None:
    try:
        words = command(sys.argv[1:])
    except RefusedError as problem:
        fail(1, f"Algorithm Error: (caused by RefusedError): {problem}")
    environment = {**os.environ, "SPARK_HOME": SPARK_HOME, "PYTHONHASHSEED": "0"}
    code = subprocess.run(words, cwd=SPARK_HOME, env=environment, check=False).returncode
    if code:
        fail(code, "Algorithm Error: (caused by CalledProcessError): spark-submit did not exit 0")


if __name__ == "__main__":
    main()
