"""How S3A, Hadoop's S3 connector, is told whose keys to use: by the names of its settings.

https://hadoop.apache.org/docs/r3.3.4/hadoop-aws/tools/hadoop-aws/index.html, "Authenticating with S3".
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TypeAlias

from baselining.world.credentials import Keys

Settings: TypeAlias = Callable[[str], str]
"""Hadoop's settings by name; empty where there is none."""

_FINDS_ITSELF = (
    "com.amazonaws.auth.DefaultAWSCredentialsProviderChain",
    "org.apache.hadoop.fs.s3a.TemporaryAWSCredentialsProvider",  # how hadoop-aws 3.3's own list begins
)
_WITH_TOKEN = "org.apache.hadoop.fs.s3a.TemporaryAWSCredentialsProvider"  # noqa: S105 - the name of a class
_WITHOUT_TOKEN = "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider"  # noqa: S105 - the name of a class
_PROVIDER = "aws.credentials.provider"
_KEYS = ("access.key", "secret.key", "session.token")
_OTHERS = ("assumed.role.arn", "security.credential.provider.path")
_OURS = "baselining.s3a.keys.handed.over"


def settings_of(keys: Keys) -> dict[str, str]:
    """What makes S3A sign with these keys. They are secret: Hadoop's settings in memory are the only place for them."""
    values = (keys.access_key, keys.secret_key, keys.session_token or "")
    return {
        f"fs.s3a.{_PROVIDER}": _WITH_TOKEN if keys.session_token else _WITHOUT_TOKEN,
        **{f"fs.s3a.{name}": value for name, value in zip(_KEYS, values, strict=True)},
        _OURS: "true",
    }


def keys_in(settings: Settings, bucket: str) -> Keys | None:
    """The keys of `settings_of`, for those who read a bucket without S3A; None where S3A finds its own.

    Raises:
        LookupError: If somebody else set up credentials for S3A or the bucket, which are not ours to pass on.
    """
    of_bucket = f"bucket.{bucket}."
    is_ours = bool(settings(_OURS))
    if has_own(settings, of_bucket) or (is_ours and settings(f"fs.s3a.{of_bucket}{_PROVIDER}")):
        raise LookupError("S3A is set up with credentials of its own")
    if not is_ours and has_own(settings):
        raise LookupError("S3A is set up with credentials of its own")
    if not is_ours:
        return None
    access_key, secret_key, token = (settings(f"fs.s3a.{name}") for name in _KEYS)
    return Keys(access_key=access_key, secret_key=secret_key, session_token=token or None)


def has_own(settings: Settings, scope: str = "") -> bool:
    """Did somebody else set up credentials for S3A, or for the bucket of a scope `bucket.NAME.`?"""
    if not scope and settings(_OURS):
        return False
    providers = settings(f"fs.s3a.{scope}{_PROVIDER}").strip()
    # Spark copies the environment's keys into S3A's settings (SparkHadoopUtil); they are nobody's choice for S3A.
    is_set = settings(f"fs.s3a.{scope}{_KEYS[0]}") not in ("", os.environ.get("AWS_ACCESS_KEY_ID", ""))
    others = any(settings(f"fs.s3a.{scope}{name}") for name in _OTHERS)
    return is_set or others or bool(providers and not providers.startswith(_FINDS_ITSELF))
