"""`baselining doctor` as a command, with a bucket to try."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import boto3
from tests.aws.conftest import ONE_ATTEMPT

from baselining_emulator import Emulator, Settings

LIB = Path(__file__).resolve().parents[2] / "lib"
SECRET = "a-secret-that-nobody-prints"


def doctor(emulator: Emulator, *words: str) -> tuple[int, dict[str, dict[str, str]], str]:
    """Exit code, findings by subject, and all that was printed."""
    here = {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": SECRET, "PYTHONPATH": str(LIB)}
    named = ["--endpoint-url", emulator.endpoint_url, "--region", "us-east-1", "--json"]
    done = subprocess.run(
        [sys.executable, "-c", "from baselining.cli import main; main()", "doctor", *named, *words],
        env={**os.environ, **here},
        capture_output=True,
        text=True,
        check=False,
    )
    findings = {found["subject"]: found for found in json.loads(done.stdout)["findings"]}
    return done.returncode, findings, done.stdout + done.stderr


def test_a_bucket_is_tried_and_no_secret_is_printed(aws_session: boto3.Session) -> None:
    with Emulator() as emulator:
        s3 = aws_session.client("s3", endpoint_url=emulator.endpoint_url, config=ONE_ATTEMPT)
        s3.create_bucket(Bucket="monitoring")
        s3.close()
        code, findings, printed = doctor(emulator, "--bucket", "s3://monitoring/x")
        absent, missing, _ = doctor(emulator, "--bucket", "s3://not-there/x")

    assert code == 0, printed
    assert findings["credentials"]["says"] == "environment variables (AWS_ACCESS_KEY_ID)"
    assert findings["conditional writes"]["verdict"] == "ok"
    assert SECRET not in printed
    assert "AKIDEXAMPLE" not in printed
    assert absent == 4
    assert (missing["S3"]["verdict"], "not-there" in missing["S3"]["says"]) == ("wrong", True)


def test_a_server_without_conditional_writes_is_wrong(aws_session: boto3.Session) -> None:
    with Emulator(settings=Settings(honours_conditional_writes=False)) as emulator:
        s3 = aws_session.client("s3", endpoint_url=emulator.endpoint_url, config=ONE_ATTEMPT)
        s3.create_bucket(Bucket="monitoring")
        s3.close()
        code, findings, printed = doctor(emulator, "--bucket", "s3://monitoring/x")

    assert code == 4, printed
    assert findings["conditional writes"]["verdict"] == "wrong"
    assert "If-None-Match" in findings["conditional writes"]["says"]
