"""Publishing over HTTP: encrypted as the live baseline is, in parts where large, refused where it is not safe."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any
from uuid import UUID

import boto3
import pytest
from tests.aws.connected import connect
from tests.aws.recording import Recorded, record_calls
from tests.doubles.iam import KMS_KEY
from tests.doubles.memory_monitoring import MemoryClock

from baselining.aws.s3 import S3ObjectStore
from baselining.errors import BaseliningError, ForeignObjectError, StorageError
from baselining.publication.destination import encryption_like
from baselining.publication.plan import plan_publication
from baselining.publication.read import read_publication
from baselining.publication.run import run_publication
from baselining.publication.run_record import record_run
from baselining.world.s3uri import S3Uri
from baselining_emulator import Emulator, faults
from baselining_emulator.s3_faults import s3_access_denied, s3_conflict, s3_slow_down
from baselining_emulator.settings import Settings

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

TO = S3Uri("models", "fraud")
LIVE = S3Uri("models", "live/constraints.json")
PART = 5 * 1024**2  # the smallest that S3 takes
FILES = {"statistics.json": b"x" * (2 * PART + 1), "constraints.json": b'{"features": []}'}
"""The first has three parts."""
SMALL = {**FILES, "statistics.json": b"{}"}
AT = datetime(2026, 11, 25, 13, 30, tzinfo=timezone.utc)
RUN = UUID(int=7)
ENCRYPTIONS: list[dict[str, Any]] = [
    {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": KMS_KEY, "BucketKeyEnabled": True},
    {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": KMS_KEY, "BucketKeyEnabled": False},
    {"ServerSideEncryption": "AES256"},
    {},
]


@pytest.fixture
def bucket(s3: S3Client) -> None:
    s3.create_bucket(Bucket="models")


@pytest.fixture
def requests(monkeypatch: pytest.MonkeyPatch) -> list[Recorded]:
    """Whatever our clients ask for."""
    return record_calls(monkeypatch)


@pytest.fixture
def store(
    emulator: Emulator, bucket: None, requests: list[Recorded], monkeypatch: pytest.MonkeyPatch
) -> S3ObjectStore:
    """Makes parts of what is longer than one."""
    monkeypatch.setitem(S3ObjectStore.__init__.__kwdefaults__, "in_parts_above", PART)
    monkeypatch.setitem(S3ObjectStore.__init__.__kwdefaults__, "part_bytes", PART)
    return connect(emulator, monkeypatch).store()


def unfinished(s3: S3Client) -> list[Any]:
    return list(s3.list_multipart_uploads(Bucket="models").get("Uploads", []))


def keys(s3: S3Client) -> set[str]:
    return {found["Key"] for found in s3.list_objects_v2(Bucket="models").get("Contents", [])}


@pytest.mark.parametrize("encryption", ENCRYPTIONS, ids=str)
def test_every_object_is_encrypted_as_the_live_baseline_is(
    encryption: dict[str, Any], store: S3ObjectStore, s3: S3Client, requests: list[Recorded]
) -> None:
    """What is asked for, because moto forgets the bucket key of what comes in parts."""
    s3.put_object(Bucket="models", Key=LIVE.key, Body=b"{}", **encryption)
    found = encryption_like(store, TO, str(LIVE))
    publication = run_publication(plan_publication(FILES, TO, encryption=found), store)
    uri = record_run(store, publication, {}, at=AT, run=RUN, encryption=found)

    creating = [call.params for call in requests if call.operation in ("PutObject", "CreateMultipartUpload")]
    assert {params["Key"] for params in creating} == keys(s3) - {LIVE.key}
    for params in creating:
        assert {name: params[name] for name in ENCRYPTIONS[0] if name in params} == encryption
    head = s3.head_object(Bucket="models", Key=uri.key)
    assert {name: head.get(name, False) for name in encryption} == encryption


def test_a_live_baseline_elsewhere_or_gone_leaves_it_to_the_bucket(store: S3ObjectStore) -> None:
    for live in (None, "s3://other-bucket/constraints.json", str(LIVE), "https://host/constraints.json"):
        assert encryption_like(store, TO, live) is None


def test_a_live_baseline_that_may_not_be_looked_at_is_an_error(
    store: S3ObjectStore, emulator: Emulator
) -> None:
    emulator.faults.add(s3_access_denied("HeadObject"))

    with pytest.raises(StorageError, match=r"s3:GetObject on the bucket 'models'|s3:GetObject is missing"):
        encryption_like(store, TO, str(LIVE))


def test_a_server_that_ignores_conditions_is_refused_before_anything_is_published(
    aws_session: boto3.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Emulator(settings=Settings(honours_conditional_writes=False)) as careless:
        s3 = aws_session.client("s3", endpoint_url=careless.endpoint_url)
        s3.create_bucket(Bucket="models")
        plan = plan_publication(SMALL, TO)

        with pytest.raises(StorageError, match="ignores If-None-Match"):
            run_publication(plan, connect(careless, monkeypatch).store())

        assert keys(s3) == {"fraud/conditional-writes.json"}
        s3.close()


def test_a_server_that_was_found_careful_is_asked_once(store: S3ObjectStore, emulator: Emulator) -> None:
    run_publication(plan_publication(SMALL, TO), store)
    emulator.calls.clear()
    run_publication(plan_publication(SMALL, TO), store)

    assert len([call for call in emulator.calls.of("PutObject") if "conditional" in call.path]) == 1


def test_what_is_larger_than_64_mib_goes_in_parts(
    emulator: Emulator, bucket: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = connect(emulator, monkeypatch).store()
    body = b"x" * (64 * 1024**2 + 1)

    assert store.create(LIVE, body, content_type="application/json")

    assert len(emulator.calls.of("UploadPart")) == 3
    assert store.read(LIVE) == body


def test_parts_make_the_same_object_and_never_replace_one(
    store: S3ObjectStore, s3: S3Client, emulator: Emulator
) -> None:
    first = run_publication(plan_publication(FILES, TO), store)
    second = run_publication(plan_publication(FILES, TO), store)

    assert (first.is_new, second.is_new) == (True, False)
    assert read_publication(store, first.location).files == FILES
    head = s3.head_object(Bucket="models", Key=first.location.key + "/statistics.json")
    assert head["ContentType"] == "application/json"
    assert len(emulator.calls.of("UploadPart")) == 6
    assert unfinished(s3) == []


def test_foreign_bytes_under_the_key_of_a_large_file_are_left_alone(
    store: S3ObjectStore, s3: S3Client
) -> None:
    plan = plan_publication(FILES, TO)
    key = plan.location.key + "/statistics.json"
    s3.put_object(Bucket="models", Key=key, Body=b"foreign")

    with pytest.raises(ForeignObjectError):
        run_publication(plan, store)

    assert s3.get_object(Bucket="models", Key=key)["Body"].read() == b"foreign"
    assert unfinished(s3) == []


@pytest.mark.parametrize("operation", ["UploadPart", "CompleteMultipartUpload"])
@pytest.mark.parametrize(
    "fault",
    [
        lambda operation: s3_access_denied(operation),
        lambda operation: s3_slow_down(operation, times=None),
        lambda operation: faults.dropped_before(operation, times=None),
        lambda operation: faults.dropped_after(operation, times=None),
    ],
    ids=["refused", "throttled", "lost before", "lost after"],
)
def test_a_large_file_that_fails_leaves_no_parts_and_is_completed_by_the_next_run(
    operation: str, fault: Any, store: S3ObjectStore, s3: S3Client, emulator: Emulator
) -> None:
    emulator.faults.add(fault(operation))
    plan = plan_publication(FILES, TO)

    try:
        run_publication(plan, store)
    except BaseliningError as error:
        assert isinstance(error, StorageError)  # noqa: PT017 - a lost answer of the last call is no failure
    assert unfinished(s3) == []

    emulator.faults.clear()
    assert read_publication(store, run_publication(plan, store).location).files == FILES
    assert unfinished(s3) == []


@pytest.mark.parametrize("operation", ["CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload"])
def test_a_passing_failure_of_a_part_is_not_noticed(
    operation: str, store: S3ObjectStore, s3: S3Client, emulator: Emulator
) -> None:
    emulator.faults.add(s3_slow_down(operation))

    assert run_publication(plan_publication(FILES, TO), store).is_new
    assert unfinished(s3) == []


def test_a_conflict_while_completing_starts_the_upload_anew(
    store: S3ObjectStore, s3: S3Client, emulator: Emulator
) -> None:
    emulator.faults.add(s3_conflict("CompleteMultipartUpload"))

    assert run_publication(plan_publication(FILES, TO), store).is_new
    assert len(emulator.calls.of("AbortMultipartUpload")) == 1
    assert unfinished(s3) == []


def test_parts_that_cannot_be_removed_are_told_with_the_command_that_does(
    store: S3ObjectStore, s3: S3Client, emulator: Emulator
) -> None:
    emulator.faults.add(s3_access_denied("UploadPart"), s3_access_denied("AbortMultipartUpload"))

    with pytest.raises(StorageError, match="s3:AbortMultipartUpload") as caught:
        run_publication(plan_publication(FILES, TO), store)

    (left,) = unfinished(s3)
    assert f"--upload-id {left['UploadId']}" in caught.value.hint


def test_ctrl_c_while_uploading_leaves_no_parts(
    store: S3ObjectStore, s3: S3Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("baselining.aws.upload._upload_part", interrupt)

    with pytest.raises(KeyboardInterrupt):
        run_publication(plan_publication(FILES, TO), store)
    assert unfinished(s3) == []


def test_each_run_leaves_a_record_that_the_digest_knows_nothing_of(
    store: S3ObjectStore, s3: S3Client
) -> None:
    plan = plan_publication(SMALL, TO)
    facts = {"engine": "arrow", "rows_per_second": 12.5, "delta_version": 3, "spark_version": None}
    for number in (1, 2):
        publication = run_publication(plan, store)
        uri = record_run(store, publication, facts, at=AT, run=UUID(int=number))

    record = json.loads(s3.get_object(Bucket="models", Key=uri.key)["Body"].read())
    assert str(uri) == f"{plan.location}/runs/{UUID(int=2)}.json"
    assert record["at"] == "2026-11-25T13:30:00+00:00"
    assert record["stored_the_documents"] is False
    assert record["facts"] == {"engine": "arrow", "rows_per_second": 12.5, "delta_version": 3}
    assert len([key for key in keys(s3) if "/runs/" in key]) == 2
    assert read_publication(store, plan.location).digest == plan.digest


def test_a_record_whose_answer_was_lost_is_there_once(
    store: S3ObjectStore, s3: S3Client, emulator: Emulator
) -> None:
    publication = run_publication(plan_publication(SMALL, TO), store)
    emulator.faults.add(faults.dropped_after("PutObject"))

    record_run(store, publication, {}, at=AT, run=RUN)
    with pytest.raises(ForeignObjectError):
        record_run(store, publication, {"engine": "deequ"}, at=AT, run=RUN)


def test_a_bucket_of_another_account_is_refused_when_its_owner_is_named(
    emulator: Emulator, bucket: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = connect(emulator, monkeypatch, bucket_owner="123456789012").store()
    theirs = connect(emulator, monkeypatch, bucket_owner="999999999999").store()

    assert ours.create(LIVE, b"{}", content_type="application/json")
    assert ours.read(LIVE) == b"{}"
    for call in (
        lambda: theirs.read(LIVE),
        lambda: theirs.head(LIVE),
        lambda: theirs.create(TO / "x", b"{}", content_type="application/json"),
        lambda: S3ObjectStore(
            theirs._client, MemoryClock(), bucket_owner="999999999999", in_parts_above=1
        ).create(TO / "y", b"{}", content_type="application/json"),
    ):
        with pytest.raises(StorageError, match="does not belong to the account 999999999999"):
            call()
