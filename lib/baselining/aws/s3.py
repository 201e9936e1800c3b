"""S3 as the `ObjectStore` port says: conditional writes, whole reads."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from baselining.aws.failures import Call, code_of, translate
from baselining.errors import StorageError
from baselining.ports import Clock, StoredObject
from baselining.s3uri import S3Uri

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_ATTEMPTS = 5
_PAUSE_S = 0.5
_ABSENT = frozenset({"NoSuchKey", "404"})
_EXISTS = frozenset({"PreconditionFailed", "412"})
# Two conditional writes of one key at the same time: S3 lets one win and tells the other to try again.
_RACING = frozenset({"ConditionalRequestConflict", "409"})


class S3ObjectStore:
    """Objects in S3.

    Repeating a create is safe, so botocore may: after a lost answer the repetition finds the object there
    (412), and the caller compares its bytes.
    """

    def __init__(self, client: S3Client, clock: Clock) -> None:
        self._client = client
        self._clock = clock

    def create(self, uri: S3Uri, body: bytes, *, content_type: str) -> bool:
        """As the port says; S3 verifies the SHA-256 of what it received."""
        call = Call(
            operation="PutObject",
            action="s3:PutObject",
            subject=f"the bucket {uri.bucket!r}",
            failure=StorageError,
        )
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                self._client.put_object(
                    Bucket=uri.bucket,
                    Key=uri.key,
                    Body=body,
                    ContentType=content_type,
                    IfNoneMatch="*",
                    ChecksumAlgorithm="SHA256",
                )
            except ClientError as error:
                if code_of(error) in _EXISTS:
                    return False
                if code_of(error) not in _RACING or attempt == _ATTEMPTS:
                    raise translate(error, call) from error
                self._clock.sleep(_PAUSE_S * attempt)
            except BotoCoreError as error:
                raise translate(error, call) from error
            else:
                return True
        raise ValueError("unreachable: the last attempt returns or raises")

    def read(self, uri: S3Uri) -> bytes | None:
        """As the port says; an answer that breaks off is asked for again."""
        call = Call(
            operation="GetObject",
            action="s3:GetObject",
            subject=f"the bucket {uri.bucket!r}",
            failure=StorageError,
        )
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                answer = self._client.get_object(Bucket=uri.bucket, Key=uri.key, ChecksumMode="ENABLED")
            except ClientError as error:
                if code_of(error) in _ABSENT:
                    return None
                raise translate(error, call) from error
            except BotoCoreError as error:
                raise translate(error, call) from error
            try:
                return answer["Body"].read()
            except BotoCoreError as error:  # botocore repeats requests, but not the reading of their answers
                if attempt == _ATTEMPTS:
                    raise translate(error, call) from error
                self._clock.sleep(_PAUSE_S * attempt)
        raise ValueError("unreachable: the last attempt returns or raises")

    def read_version(self, uri: S3Uri) -> StoredObject | None:
        """As the port says; for small objects, whose body comes in one piece with its head."""
        call = _call("GetObject", uri)
        try:
            answer = self._client.get_object(Bucket=uri.bucket, Key=uri.key)
            return StoredObject(
                body=answer["Body"].read(),
                etag=answer["ETag"],
                modified=answer["LastModified"],
                read_at=_date(answer["ResponseMetadata"]["HTTPHeaders"], uri),
            )
        except ClientError as error:
            if code_of(error) in _ABSENT:
                return None
            raise translate(error, call) from error
        except BotoCoreError as error:
            raise translate(error, call) from error

    def replace(self, uri: S3Uri, body: bytes, *, etag: str, content_type: str) -> bool:
        """As the port says; a conflict with another write counts as lost, for the ETag has to be read anew."""
        call = _call("PutObject", uri)
        try:
            self._client.put_object(
                Bucket=uri.bucket,
                Key=uri.key,
                Body=body,
                ContentType=content_type,
                IfMatch=etag,
                ChecksumAlgorithm="SHA256",
            )
        except ClientError as error:
            if code_of(error) in _EXISTS | _RACING | _ABSENT:
                return False
            raise translate(error, call) from error
        except BotoCoreError as error:
            raise translate(error, call) from error
        return True

    def list_below(self, prefix: S3Uri) -> list[S3Uri]:
        """As the port says."""
        call = _call("ListObjectsV2", prefix, action="s3:ListBucket")
        try:
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=prefix.bucket, Prefix=f"{prefix.key}/" if prefix.key else ""
            )
            keys = [found["Key"] for page in pages for found in page.get("Contents", ())]
        except (ClientError, BotoCoreError) as error:
            raise translate(error, call) from error
        return [S3Uri(prefix.bucket, key) for key in sorted(keys)]

    def delete(self, uri: S3Uri) -> None:
        """As the port says."""
        try:
            self._client.delete_object(Bucket=uri.bucket, Key=uri.key)
        except (ClientError, BotoCoreError) as error:
            raise translate(error, _call("DeleteObject", uri)) from error


def _call(operation: str, uri: S3Uri, *, action: str = "") -> Call:
    return Call(
        operation=operation,
        action=action or f"s3:{operation}",
        subject=f"the bucket {uri.bucket!r}",
        failure=StorageError,
    )


def _date(headers: Mapping[str, str], uri: S3Uri) -> datetime:
    try:
        return parsedate_to_datetime(headers["date"])
    except (KeyError, ValueError) as error:
        raise StorageError(
            f"The server that holds {uri} does not say what time it is (the header Date).",
            hint="Leases are measured by the server's clock. Remove the proxy that drops the header.",
        ) from error
