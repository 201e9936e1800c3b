"""The S3 part of the job under the policies of `conf/iam`, enforced by a real server."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from tests.doubles.iam import s3_statements, without
from tests.s3.conftest import BUCKET, PART, Allow

from baselining.aws.s3 import S3ObjectStore
from baselining.errors import StorageError
from baselining.publication.destination import encryption_like
from baselining.publication.plan import plan_publication
from baselining.publication.read import Publication
from baselining.publication.run import run_publication
from baselining.publication.run_record import record_run
from baselining.world.s3uri import S3Uri

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

TO = S3Uri(BUCKET, "fraud")
LIVE = f"s3://{BUCKET}/live/constraints.json"
FILES = {"statistics.json": b"x" * (PART + 1), "constraints.json": b'{"features": []}'}
"""The first is uploaded in parts."""
PUBLISH, PLAN = s3_statements("publish"), s3_statements("plan-only")
ACTIONS = {
    "StoreBaselines": r"s3:PutObject is missing",
    "ReadThemBack": r"s3:GetObject is missing",
    "SeeHowTheLiveBaselineIsEncrypted": r"s3:GetObject is missing",
}


@pytest.fixture
def live(root: S3Client) -> None:
    """A live baseline."""
    root.put_object(Bucket=BUCKET, Key="live/constraints.json", Body=b"{}")


def publish(store: S3ObjectStore) -> Publication:
    """What `baselining baseline` does in S3 before it switches."""
    encryption = encryption_like(store, TO, LIVE)
    publication = run_publication(plan_publication(FILES, TO, encryption=encryption), store)
    record_run(store, publication, {}, at=datetime.now(timezone.utc), run=uuid4(), encryption=encryption)
    return publication


def uploads(root: S3Client, publication: Publication) -> list[str]:
    """Unfinished uploads of the large file; MinIO lists them by their whole key only."""
    assert publication.statistics is not None
    answer = root.list_multipart_uploads(Bucket=BUCKET, Prefix=publication.statistics.key)
    return [upload["UploadId"] for upload in answer.get("Uploads", [])]


def test_publishing_works_under_its_policy_and_again(live: None, allowed: Allow, root: S3Client) -> None:
    first, second = publish(allowed(PUBLISH)), publish(allowed(PUBLISH))

    assert (first.is_new, second.is_new) == (True, False)
    body = root.get_object(Bucket=BUCKET, Key=first.constraints.key)["Body"].read()
    assert body == FILES["constraints.json"]
    assert not uploads(root, first)
    runs = root.list_objects_v2(Bucket=BUCKET, Prefix=f"{first.location.key}/runs/")
    assert runs["KeyCount"] == 2


@pytest.mark.parametrize("sid", [statement["Sid"] for statement in PUBLISH])
def test_publishing_without_one_statement_names_the_missing_permission(
    sid: str, live: None, allowed: Allow
) -> None:
    store = allowed(without(PUBLISH, sid))

    with pytest.raises(StorageError, match=ACTIONS[sid]) as caught:
        publish(store)

    assert f"the bucket '{BUCKET}'" in str(caught.value)


def test_an_upload_that_may_not_be_aborted_says_how_to_remove_its_parts(
    live: None, allowed: Allow, root: S3Client
) -> None:
    published = publish(allowed(PUBLISH))
    policy = [
        {**statement, "Action": "s3:PutObject"} if statement["Sid"] == "StoreBaselines" else statement
        for statement in PUBLISH
    ]

    with pytest.raises(StorageError, match="s3:AbortMultipartUpload") as caught:
        publish(allowed(policy))

    (left,) = uploads(root, published)
    assert f"--upload-id {left}" in caught.value.hint


def test_a_plan_stores_nothing(live: None, allowed: Allow) -> None:
    store = allowed(PLAN)
    encryption_like(store, TO, LIVE)

    with pytest.raises(StorageError, match="s3:PutObject is missing"):
        publish(store)


def test_what_is_stored_in_parts_reads_back_and_is_never_overwritten(live: None, allowed: Allow) -> None:
    store = allowed(PUBLISH)
    uri = TO / "large.json"

    assert store.create(uri, FILES["statistics.json"], content_type="application/json")
    assert not store.create(uri, b"y" * (PART + 1), content_type="application/json")
    assert store.read(uri) == FILES["statistics.json"]
