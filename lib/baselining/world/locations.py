"""Which two files a monitoring job compares with, and which object of S3 each spelling of a location names.

SageMaker takes `s3://` and `https://` for the same object, and shows what it was given. So two locations are never
compared as texts: `place_of` gives the bucket and the key, and those are compared.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from baselining.errors import ConfigError
from baselining.world.s3uri import S3Uri, is_s3

# "Amazon S3 endpoints and quotas" in the AWS General Reference; "Virtual hosting of buckets" in the S3 user guide.
_REGION = r"[a-z]{2}(?:-[a-z]+)+-\d+"
_BOTH_STYLES = rf"s3|s3-external-1|s3(?:-fips)?(?:\.dualstack)?[.-]{_REGION}"
_ACCELERATED = r"s3-accelerate(?:\.dualstack)?"
_AWS = r"\.amazonaws\.com(?:\.cn)?"
_PATH_STYLE = re.compile(rf"(?:{_BOTH_STYLES}){_AWS}")
_VIRTUAL_HOST = re.compile(rf"(?P<bucket>.+)\.(?:{_BOTH_STYLES}|{_ACCELERATED}){_AWS}")
_HTTPS = re.compile(r"(?i:https)://(?P<host>[^/?#@:]+)(?::443)?/(?P<path>[^?#+]*)", re.DOTALL)
_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
# "Bucket naming rules": the endings of access point aliases, which stand for a bucket of another name.
_ALIAS = re.compile(r".*(-s3alias|--ol-s3|\.mrap)")
_VERSION = re.compile(r"\?versionId=", re.IGNORECASE)


def place_of(location: str) -> S3Uri | None:
    """Find the object that a location names, in whatever spelling.

    Returns:
        Bucket and key; None if the location does not say beyond doubt which object is meant: a host that is not
        S3's own, an access point, a version or another query, a `+` (S3 reads it as a space, others do not), `..`.
    """
    uri = location if is_s3(location) else _from_https(location)
    if uri is None or uri.endswith("/") or _VERSION.search(uri):
        return None
    try:
        place = S3Uri.parse(uri)
    except ConfigError:
        return None
    return None if not place.key or _ALIAS.fullmatch(place.bucket) else place


def _from_https(location: str) -> str | None:
    """The same in the spelling `s3://`; None if that cannot be said."""
    found = _HTTPS.fullmatch(location)
    if found is None or _BROKEN_ESCAPE.search(found["path"]):
        return None
    try:
        path = unquote_to_bytes(found["path"]).decode()
    except UnicodeDecodeError:
        return None
    host = found["host"].lower()
    if _PATH_STYLE.fullmatch(host):
        return f"s3://{path}"
    virtual = _VIRTUAL_HOST.fullmatch(host)
    return None if virtual is None else f"s3://{virtual['bucket']}/{path}"


def bucket_of(location: str) -> str | None:
    """The bucket of a baseline's file; None if the location is not understood."""
    place = place_of(location)
    return None if place is None else place.bucket


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """The locations of one baseline as SageMaker's API knows it; as text, because we send back what we found.

    Attributes:
        constraints: Of `constraints.json` (or Clarify's `analysis.json`); None if monitoring runs without.
        statistics: Of `statistics.json`; None if there is none, as always outside data quality.
        digest: The content address, where it is known; not compared, because SageMaker does not know it.
    """

    constraints: str | None = None
    statistics: str | None = None
    digest: str = ""

    @property
    def files(self) -> tuple[str, ...]:
        """The locations that there are."""
        return tuple(location for location in (self.constraints, self.statistics) if location is not None)

    def same_files_as(self, other: Baseline) -> bool:
        """Do both name the same files, whatever the spelling?"""
        return _same_file(self.constraints, other.constraints) and _same_file(
            self.statistics, other.statistics
        )

    def to_json(self) -> dict[str, str | None]:
        """As it is shown in plans and results."""
        return {"constraints": self.constraints, "statistics": self.statistics, "digest": self.digest or None}


def _same_file(one: str | None, other: str | None) -> bool:
    if one == other:
        return True
    if one is None or other is None:
        return False
    place = place_of(one)
    return place is not None and place == place_of(other)
