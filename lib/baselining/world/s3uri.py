"""S3 locations as a value: parsed once, validated once."""

from __future__ import annotations

import re
from dataclasses import dataclass

from baselining.errors import ConfigError
from baselining.world.redact import without_credentials

# https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
_BUCKET = re.compile(r"(?!\d+\.\d+\.\d+\.\d+$)(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html: at most 1,024 bytes; control characters
# are "characters to avoid", and a `.` or `..` between slashes means something else to many clients. Slashes that
# follow one another are part of a key; at its beginning or end they could not be told from the one that separates.
_KEY_LIMIT_BYTES = 1024
_NOT_IN_KEYS = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]|(^|/)\.{1,2}(/|$)|^/|//$")
_URI = re.compile(r"(?P<scheme>s3|s3a|s3n)://(?P<bucket>[^/]*)/?(?P<key>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True, order=True)
class S3Uri:
    """A bucket and a key (or key prefix, without a trailing slash).

    `str()` gives `s3://…`, the spelling that SageMaker's API takes.
    """

    bucket: str
    key: str = ""

    @classmethod
    def parse(cls, text: str) -> S3Uri:
        """Read `s3://`, `s3a://` or `s3n://`.

        Raises:
            ConfigError: If it is not an S3 URI, the bucket name breaks AWS's naming rules, or the key is one that
                tools disagree about. The message leaves out credentials, as in `s3://key:secret@bucket`.
        """
        found = _URI.fullmatch(text)
        text = without_credentials(text)
        if found is None:
            raise ConfigError(f"Expected an S3 location like s3://bucket/prefix, found {text!r}.")
        bucket, key = found["bucket"], found["key"].removesuffix("/")
        if not _BUCKET.fullmatch(bucket):
            raise ConfigError(
                f"The bucket name in {text!r} is not a valid one.",
                hint="Use 3 to 63 lower-case letters, digits, dots and hyphens; letters or digits at both ends.",
            )
        if _NOT_IN_KEYS.search(found["key"]) or len(key.encode(errors="replace")) > _KEY_LIMIT_BYTES:
            raise ConfigError(
                f"The key in {text[:200]!r} is not a plain one.",
                hint=f"Use at most {_KEY_LIMIT_BYTES} bytes, no control characters, no segment '.' or '..', and no "
                "doubled slash at the beginning or the end.",
            )
        return cls(bucket, key)

    def __truediv__(self, name: str) -> S3Uri:
        return S3Uri(self.bucket, f"{self.key}/{name}" if self.key else name)

    def __str__(self) -> str:
        return f"s3://{self.bucket}/{self.key}"

    @property
    def parent(self) -> S3Uri:
        """The prefix that holds this key."""
        return S3Uri(self.bucket, self.key.rpartition("/")[0])


def is_s3(location: str) -> bool:
    """Does this name something in S3, rather than a local path?"""
    return _URI.fullmatch(location) is not None
