"""One MinIO for all tests here, and clients that it allows what a policy allows."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import URLError

import boto3
import pytest
from tests.doubles.memory_monitoring import MemoryClock

from baselining.aws.s3 import S3ObjectStore

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

BUCKET = "models"
PART = 5 * 1024**2
ROOT = ("root-user", "root-secret")
Allow = Callable[[list[dict[str, Any]]], S3ObjectStore]


@pytest.fixture(scope="session")
def minio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a MinIO that has nothing in it; `make test-s3` says in MINIO where it was built."""
    home = tmp_path_factory.mktemp("minio")
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"127.0.0.1:{free.getsockname()[1]}"
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "MINIO_ROOT_USER": ROOT[0],
        "MINIO_ROOT_PASSWORD": ROOT[1],
        "MINIO_BROWSER": "off",
    }
    command = [os.environ["MINIO"], "server", str(home / "data"), "--address", address, "--quiet"]
    with Path(home / "log").open("wb") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        _wait_for(f"http://{address}/minio/health/ready", server)
        yield f"http://{address}"
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert server.poll() is None, "MinIO ended"
        try:
            urllib.request.urlopen(url)  # noqa: S310 - on this machine
        except (URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    raise AssertionError("MinIO does not answer")


@pytest.fixture
def root(minio: str) -> Iterator[S3Client]:
    """May do everything; the bucket is there and empty."""
    client = boto3.Session(*ROOT, region_name="us-east-1").client("s3", endpoint_url=minio)
    client.create_bucket(Bucket=BUCKET)
    yield client
    for found in client.list_objects_v2(Bucket=BUCKET).get("Contents", []):
        client.delete_object(Bucket=BUCKET, Key=found["Key"])
    for upload in client.list_multipart_uploads(Bucket=BUCKET).get("Uploads", []):
        client.abort_multipart_upload(Bucket=BUCKET, Key=upload["Key"], UploadId=upload["UploadId"])
    client.delete_bucket(Bucket=BUCKET)
    client.close()


@pytest.fixture
def session(minio: str, root: S3Client) -> Iterator[Callable[[list[dict[str, Any]]], dict[str, str]]]:
    """`session(statements)`: variables with credentials that MinIO lets do only that (a session policy, by STS)."""
    sts = boto3.Session(*ROOT, region_name="us-east-1").client("sts", endpoint_url=minio)

    def assume(policy: list[dict[str, Any]]) -> dict[str, str]:
        credentials = sts.assume_role(
            RoleArn="arn:aws:iam::123456789012:role/job",
            RoleSessionName="job",
            Policy=json.dumps({"Version": "2012-10-17", "Statement": policy}),
        )["Credentials"]
        return {
            "AWS_ACCESS_KEY_ID": credentials["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": credentials["SecretAccessKey"],
            "AWS_SESSION_TOKEN": credentials["SessionToken"],
            "AWS_REGION": "us-east-1",
            "AWS_ENDPOINT_URL": minio,
        }

    yield assume
    sts.close()


@pytest.fixture
def allowed(session: Callable[[list[dict[str, Any]]], dict[str, str]]) -> Iterator[Allow]:
    """`allowed(statements)`: a store with such credentials, that makes parts of what is longer than one."""
    clients = []

    def assume(policy: list[dict[str, Any]]) -> S3ObjectStore:
        variables = session(policy)
        client = boto3.Session(
            variables["AWS_ACCESS_KEY_ID"],
            variables["AWS_SECRET_ACCESS_KEY"],
            variables["AWS_SESSION_TOKEN"],
            region_name=variables["AWS_REGION"],
        ).client("s3", endpoint_url=variables["AWS_ENDPOINT_URL"])
        clients.append(client)
        return S3ObjectStore(client, MemoryClock(), in_parts_above=PART, part_bytes=PART)

    yield assume
    for client in clients:
        client.close()
