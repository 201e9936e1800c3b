from __future__ import annotations

import pytest
from tests.doubles.memory_store import MemoryStore

from baselining.errors import ConfigError
from baselining.publication.destination import encryption_like, encryption_of
from baselining.publication.plan import plan_publication
from baselining.world.encryption import Encryption
from baselining.world.s3uri import S3Uri

KEY = "arn:aws:kms:eu-west-1:123456789012:key/1"
LIKE_LIVE = Encryption(algorithm="aws:kms", key_id=KEY)
LIVE = "s3://models/live/constraints.json"
LIVE_HTTPS = "https://models.s3.eu-west-1.amazonaws.com/live/constraints.json"


@pytest.mark.parametrize(
    ("encryption", "members"),
    [
        (Encryption(algorithm="AES256"), {"ServerSideEncryption": "AES256"}),
        (
            Encryption(algorithm="aws:kms", key_id=KEY),
            {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": KEY, "BucketKeyEnabled": False},
        ),
        (
            Encryption(algorithm="aws:kms", bucket_key=True),
            {"ServerSideEncryption": "aws:kms", "BucketKeyEnabled": True},
        ),
        (
            Encryption(algorithm="aws:kms:dsse", key_id=KEY),
            {"ServerSideEncryption": "aws:kms:dsse", "SSEKMSKeyId": KEY},
        ),
    ],
)
def test_s3_is_asked_for_what_it_takes(encryption: Encryption, members: dict[str, object]) -> None:
    assert encryption.to_request() == members


def test_a_plan_shows_how_everything_will_be_encrypted() -> None:
    encryption = Encryption(algorithm="aws:kms", key_id=KEY)
    plan = plan_publication({"constraints.json": b"{}"}, S3Uri("models", "x"), encryption=encryption)

    shown = [call["encryption"]["SSEKMSKeyId"] for call in plan.to_json()["calls"]]
    assert shown == [KEY, KEY, KEY]


@pytest.fixture
def store() -> MemoryStore:
    """With one object, encrypted with a key of its own."""
    store = MemoryStore()
    store.create(S3Uri.parse(LIVE), b"{}", content_type="x", encryption=LIKE_LIVE)
    return store


def test_only_the_live_baseline_of_the_same_bucket_counts(store: MemoryStore) -> None:
    assert encryption_like(store, S3Uri("models", "new"), LIVE) == LIKE_LIVE
    assert encryption_like(store, S3Uri("other", "new"), LIVE) is None
    assert encryption_like(store, S3Uri("models", "new"), None) is None


def test_the_live_baseline_is_found_in_the_spelling_of_a_browser(store: MemoryStore) -> None:
    assert encryption_like(store, S3Uri("models", "new"), LIVE_HTTPS) == LIKE_LIVE


@pytest.mark.parametrize("example", [LIVE, LIVE_HTTPS])
def test_an_object_that_is_named_as_an_example_is_one_in_any_spelling(
    store: MemoryStore, example: str
) -> None:
    assert encryption_of(store, example) == LIKE_LIVE


@pytest.mark.parametrize(
    ("example", "said"),
    [
        ("s3://models/live/constraint.json", "There is no object s3://models/live/constraint.json"),
        ("s3://models/live/", "Expected an object to encrypt like"),
        ("live/constraints.json", "Expected an object to encrypt like"),
        ("", "Expected an object to encrypt like"),
    ],
)
def test_an_example_that_is_not_there_is_refused(store: MemoryStore, example: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        encryption_of(store, example)
