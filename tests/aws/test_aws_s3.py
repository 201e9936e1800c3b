"""The object store over HTTP: create-only, verified, and clear about what went wrong."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from tests.aws.connected import connect

from baselining.aws.s3 import S3ObjectStore
from baselining.errors import ForeignObjectError, StorageError
from baselining.publication.plan import plan_publication
from baselining.publication.read import read_publication
from baselining.publication.run import run_publication
from baselining.world.s3uri import S3Uri
from baselining_emulator import Emulator
from baselining_emulator import faults as faults
from baselining_emulator.s3_faults import s3_access_denied, s3_conflict, s3_slow_down

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

BUCKET = "models"
KEY = S3Uri(BUCKET, "a/constraints.json")
FILES = {"statistics.json": b'{"version": 0.0}', "constraints.json": b'{"features": []}'}
TO = S3Uri(BUCKET, "fraud")


@pytest.fixture
def store(emulator: Emulator, s3: S3Client, monkeypatch: pytest.MonkeyPatch) -> S3ObjectStore:
    s3.create_bucket(Bucket=BUCKET)
    return connect(emulator, monkeypatch).store()


def create(store: S3ObjectStore, body: bytes, uri: S3Uri = KEY) -> bool:
    return store.create(uri, body, content_type="application/json")


def test_what_is_created_is_read_back(store: S3ObjectStore, s3: S3Client) -> None:
    assert create(store, b"first")

    assert store.read(KEY) == b"first"
    head = s3.head_object(Bucket=BUCKET, Key=KEY.key, ChecksumMode="ENABLED")
    assert head["ContentType"] == "application/json"
    assert head["ChecksumSHA256"]


def test_nothing_is_ever_overwritten(store: S3ObjectStore) -> None:
    create(store, b"first")

    assert not create(store, b"second")
    assert store.read(KEY) == b"first"


def test_one_of_many_racing_creators_wins(store: S3ObjectStore) -> None:
    with ThreadPoolExecutor(8) as pool:
        created = list(pool.map(lambda number: create(store, b"%d" % number), range(16)))

    assert created.count(True) == 1
    assert store.read(KEY) == b"%d" % created.index(True)


def test_what_is_not_there_reads_as_none(store: S3ObjectStore) -> None:
    assert store.read(KEY) is None


def test_a_bucket_that_is_not_there_is_named(store: S3ObjectStore) -> None:
    with pytest.raises(StorageError, match="NoSuchBucket"):
        create(store, b"", S3Uri("no-such-bucket", "x"))
    with pytest.raises(StorageError, match="no-such-bucket"):
        store.read(S3Uri("no-such-bucket", "x"))


def test_a_missing_permission_is_named(store: S3ObjectStore, emulator: Emulator) -> None:
    emulator.faults.add(s3_access_denied("PutObject"), s3_access_denied("GetObject"))

    with pytest.raises(StorageError, match=r"s3:PutObject on the bucket 'models'"):
        create(store, b"")
    with pytest.raises(StorageError, match=r"s3:GetObject on the bucket 'models'"):
        store.read(KEY)


def test_a_conflict_with_another_writer_is_tried_again(store: S3ObjectStore, emulator: Emulator) -> None:
    emulator.faults.add(s3_conflict(times=2))

    assert create(store, b"mine")


def test_a_conflict_for_ever_is_an_error(store: S3ObjectStore, emulator: Emulator) -> None:
    emulator.faults.add(s3_conflict(times=None))

    with pytest.raises(StorageError, match="ConditionalRequestConflict"):
        create(store, b"mine")


def test_throttling_is_waited_out_but_not_for_ever(store: S3ObjectStore, emulator: Emulator) -> None:
    emulator.faults.add(s3_slow_down("PutObject"))
    assert create(store, b"mine")

    emulator.faults.add(s3_slow_down("GetObject", times=None))
    with pytest.raises(StorageError, match="too many requests"):
        store.read(KEY)


def test_a_create_whose_answer_is_lost_is_found_there_by_the_next_attempt(
    store: S3ObjectStore, emulator: Emulator
) -> None:
    emulator.faults.add(faults.dropped_after("PutObject"))

    publication = run_publication(plan_publication(FILES, TO), store)

    assert read_publication(store, publication.location).files == FILES


@pytest.mark.parametrize("operation", ["PutObject", "GetObject"])
def test_a_request_that_is_lost_once_is_sent_again(
    operation: str, store: S3ObjectStore, emulator: Emulator
) -> None:
    emulator.faults.add(faults.dropped_before(operation))

    run_publication(plan_publication(FILES, TO), store)


def test_publishing_twice_stores_once(store: S3ObjectStore) -> None:
    plan = plan_publication(FILES, TO)

    assert run_publication(plan, store).is_new
    assert not run_publication(plan, store).is_new


def test_foreign_bytes_under_our_key_are_left_alone(store: S3ObjectStore) -> None:
    plan = plan_publication(FILES, TO)
    create(store, b"foreign", plan.location / "constraints.json")

    with pytest.raises(ForeignObjectError):
        run_publication(plan, store)

    assert store.read(plan.location / "constraints.json") == b"foreign"
    assert store.read(plan.location / "manifest.json") is None


def test_racing_publishers_agree(store: S3ObjectStore) -> None:
    plan = plan_publication(FILES, TO)
    with ThreadPoolExecutor(4) as pool:
        published = list(pool.map(lambda _: run_publication(plan, store), range(4)))

    assert {publication.digest for publication in published} == {plan.digest}
    assert sum(len(publication.created) for publication in published) == len(plan.objects)
