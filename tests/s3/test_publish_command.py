"""`baselining publish` as a process, with the credentials of a role that may do just what its policy says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.doubles.iam import s3_statements, without
from tests.s3.conftest import BUCKET

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

DOCUMENTS = Path(__file__).resolve().parents[1] / "golden" / "current"
LIVE = f"s3://{BUCKET}/live/constraints.json"
PUBLISH = s3_statements("publish")
Session = Callable[[list[dict[str, Any]]], dict[str, str]]


def publish(variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    words = ["publish", str(DOCUMENTS), "--to", f"s3://{BUCKET}/fraud", "--encrypt-like", LIVE, "--json"]
    return subprocess.run(
        [str(Path(sys.executable).parent / "baselining"), *words],
        env={"PATH": os.environ["PATH"], "AWS_EC2_METADATA_DISABLED": "true", **variables},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(autouse=True)
def live(root: S3Client) -> None:
    root.put_object(Bucket=BUCKET, Key="live/constraints.json", Body=b"{}")


def test_it_publishes_and_publishes_again(session: Session, root: S3Client) -> None:
    first, second = publish(session(PUBLISH)), publish(session(PUBLISH))

    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert (json.loads(first.stdout)["is_new"], json.loads(second.stdout)["is_new"]) == (True, False)
    stored = {found["Key"] for found in root.list_objects_v2(Bucket=BUCKET)["Contents"]}
    assert len([key for key in stored if "/runs/" in key]) == 2


@pytest.mark.parametrize("sid", [statement["Sid"] for statement in PUBLISH])
def test_without_one_statement_it_ends_with_4_and_names_the_permission(sid: str, session: Session) -> None:
    ended = publish(session(without(PUBLISH, sid)))

    error = json.loads(ended.stdout)["error"]
    assert ended.returncode == error["exit_code"] == 4
    (removed,) = (statement for statement in PUBLISH if statement["Sid"] == sid)
    actions = removed["Action"] if isinstance(removed["Action"], list) else [removed["Action"]]
    assert any(f"{action} is missing" in error["message"] for action in actions)
    assert "Traceback" not in ended.stderr
