"""The main job as a processing job by SageMaker's own SDK: `pip install 'baselining[sagemaker]'`, and this file.

The name of the job is made of what it runs, as `baselining launch` does it: called twice, the same content is one job.
Wherever this runs, the job's exit code is told by the job's FailureReason (docs/running.md).

    python sdk_processor.py --config job.yaml --code dist/baselining-0.1.0.zip --app jobs/baseline.py \
        --role ARN --bucket BUCKET [--image IMAGE] [--run WORD]
"""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

import boto3
from sagemaker.core.helper.session_helper import Session
from sagemaker.core.shapes import ProcessingInput, ProcessingS3Input
from sagemaker.core.spark.processing import PySparkProcessor

CONFIG = "/opt/ml/processing/input/config"


def name_of(contents: list[bytes], run: str) -> str:
    """The name of the job: of the bytes that run, and of the word that tells runs of the same content apart."""
    digests = [hashlib.sha256(content).hexdigest() for content in contents]
    return f"baselining-{hashlib.sha256(' '.join([*digests, run]).encode()).hexdigest()[:20]}"


def start(given: argparse.Namespace) -> str:
    """Start the job, or find the one that was started before.

    Returns:
        Its name, and whether it is new.
    """
    contents = [Path(file).read_bytes() for file in (given.config, given.code, given.app)]
    name = name_of(contents, given.run)
    client = boto3.client("sagemaker")
    if client.list_processing_jobs(NameContains=name)["ProcessingJobSummaries"]:
        return f"{name} was there already"
    config = f"baselining/config/{hashlib.sha256(contents[0]).hexdigest()}/job.yaml"
    boto3.client("s3").put_object(Bucket=given.bucket, Key=config, Body=contents[0])
    processor = PySparkProcessor(
        base_job_name="baselining",
        role=given.role,
        image_uri=given.image,
        instance_type=given.instance_type,
        instance_count=1,
        max_runtime_in_seconds=24 * 3600,
        sagemaker_session=Session(default_bucket=given.bucket),
    )
    where = ProcessingS3Input(
        s3_uri=f"s3://{given.bucket}/{config.rpartition('/')[0]}/",
        local_path=CONFIG,
        s3_data_type="S3Prefix",
        s3_input_mode="File",
    )
    processor.run(
        submit_app=given.app,
        submit_py_files=[given.code],
        inputs=[ProcessingInput(input_name="config", s3_input=where)],
        arguments=["--config", f"{CONFIG}/job.yaml"],
        job_name=name,
        wait=False,
        logs=False,  # with wait=False, True is refused
    )
    return f"{name} started"


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser()
    for option in ("config", "code", "app", "role", "bucket", "image"):
        parser.add_argument(f"--{option}", required=True)
    parser.add_argument("--instance-type", default="ml.m5.xlarge")
    parser.add_argument("--run", default="")
    print(start(parser.parse_args()))


if __name__ == "__main__":
    main()
