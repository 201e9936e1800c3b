"""One account for all: boto3, S3A and pyarrow sign with the same keys, whatever else this machine offers."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.job.conftest import BUCKET, SCHEDULE, Ended

from baselining_emulator import Emulator

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

Run = Callable[..., Ended]


@pytest.fixture
def machine(tmp_path: Path, schedule: dict[str, object], s3: S3Client) -> dict[str, str]:
    """Variables of a machine that has keys and, in a file, a profile of another account; Parquet is in S3."""
    pq.write_table(pa.table({"id": [1, 2], "price": [1.5, 2.5]}), tmp_path / "train.parquet")
    s3.upload_file(str(tmp_path / "train.parquet"), BUCKET, "train/part.parquet")
    (tmp_path / "aws").write_text(
        "[profile prod]\naws_access_key_id = prod-id\naws_secret_access_key = hush-prod\n"
        "aws_session_token = hush-token\n"
    )
    (tmp_path / "job.yaml").write_text(
        f"dataset: {{uri: s3://{BUCKET}/train, format: parquet}}\nswitch: {{schedule: {SCHEDULE}, poll_s: 0.05}}\n"
        "aws: {profile: prod}\n"
    )
    return {
        "AWS_ACCESS_KEY_ID": "variable-id",
        "AWS_SECRET_ACCESS_KEY": "hush-variable",
        "AWS_CONFIG_FILE": str(tmp_path / "aws"),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "none"),
    }


def signers(emulator: Emulator) -> set[str]:
    found = {call.signer for call in emulator.calls.all()}
    emulator.calls.clear()
    return found


def test_all_calls_are_signed_by_the_same_choice_and_the_plan_names_it(
    run: Run, machine: dict[str, str], emulator: Emulator
) -> None:
    """`spark.master` is local: the JVM's S3A and the workers' pyarrow both read, boto3 does the rest."""
    emulator.calls.clear()

    planned = run("baseline", "--config", "job.yaml", "--plan", variables=machine)
    by_plan = signers(emulator)
    done = run("baseline", "--config", "job.yaml", "--json", variables=machine)
    by_profile = signers(emulator)

    assert planned.code == 0, planned.err
    assert json.loads(planned.out)["credentials"] == "profile prod (config-file)"
    assert "workers read" in json.loads(planned.out)["reading"]
    assert (by_plan, by_profile) == ({"prod-id"}, {"prod-id"})
    assert done.code == 0, done.err
    assert not [
        word for word in ("hush", "prod-id") for ended in (planned, done) if word in ended.out + ended.err
    ]


def test_without_a_profile_the_variables_sign_all_calls(
    run: Run, machine: dict[str, str], emulator: Emulator
) -> None:
    emulator.calls.clear()

    done = run("suggest", f"s3://{BUCKET}/train", "--format", "parquet", "--output", "o", variables=machine)

    assert done.code == 0, done.err
    assert signers(emulator) == {"variable-id"}


def test_other_credentials_among_sparks_settings_are_refused(
    run: Run, machine: dict[str, str], emulator: Emulator
) -> None:
    emulator.calls.clear()
    other = "spark.hadoop.fs.s3a.access.key=other-id"

    done = run(
        "suggest",
        f"s3://{BUCKET}/train",
        "--format",
        "parquet",
        "--output",
        "o",
        "--conf",
        other,
        variables=machine,
    )

    assert done.code == 2
    assert "credentials of their own for S3A" in done.err
    assert emulator.calls.all() == ()
