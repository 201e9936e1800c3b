from __future__ import annotations

import pytest
from tests.doubles.memory_store import MemoryStore

from baselining.publication.destination import encryption_like
from baselining.publication.plan import plan_publication
from baselining.world.encryption import Encryption
from baselining.world.s3uri import S3Uri

KEY = "arn:aws:kms:eu-west-1:123456789012:key/1"


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


def test_only_the_live_baseline_of_the_same_bucket_counts() -> None:
    store, encryption = MemoryStore(), Encryption(algorithm="aws:kms", key_id=KEY)
    store.encryptions["s3://models/live/constraints.json"] = encryption

    assert encryption_like(store, S3Uri("models", "new"), "s3://models/live/constraints.json") == encryption
    assert encryption_like(store, S3Uri("other", "new"), "s3://models/live/constraints.json") is None
    assert encryption_like(store, S3Uri("models", "new"), None) is None


def test_the_live_baseline_is_found_in_the_spelling_of_a_browser() -> None:
    store, encryption = MemoryStore(), Encryption(algorithm="aws:kms", key_id=KEY)
    store.encryptions["s3://models/live/constraints.json"] = encryption
    live = "https://models.s3.eu-west-1.amazonaws.com/live/constraints.json"

    assert encryption_like(store, S3Uri("models", "new"), live) == encryption
