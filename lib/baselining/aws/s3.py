"""S3 as the `ObjectStore` port says: conditional writes, whole reads."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from baselining.aws.failures import Call, code_of, translate
from baselining.aws.upload import PART_BYTES, create_in_parts
from baselining.errors import StorageError
from baselining.world.encryption import Encryption
from baselining.world.ports import Clock, ObjectHead, StoredObject
from baselining.world.s3uri import S3Uri

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_ATTEMPTS = 5
_PAUSE_S = 0.5
_ABSENT = frozenset({"NoSuchKey", "404"})
_EXISTS = frozenset({"PreconditionFailed", "412"})
# NoSuchUpload: the upload in parts was completed by an attempt whose answer was lost.
_CREATED = _EXISTS | {"NoSuchUpload"}
# Two conditional writes of one key at the same time: S3 lets one win and tells the other to try again.
_RACING = frozenset({"ConditionalRequestConflict", "409"})
_IN_PARTS_ABOVE_BYTES = 64 * 1024**2


class S3ObjectStore:
    """Objects in S3.

    Repeating a create is safe, so botocore may: after a lost answer the repetition finds the object there
    (412), and the caller compares its bytes.

    Args:
        client: For S3.
        clock: To wait between attempts.
        bucket_owner: The account that the client expects every bucket to belong to; only for messages here.
        in_parts_above: Larger objects are uploaded in parts, bytes.
        part_bytes: Of the parts.
    """

    def __init__(
        self,
        client: S3Client,
        clock: Clock,
        *,
        bucket_owner: str | None = None,
        in_parts_above: int = _IN_PARTS_ABOVE_BYTES,
        part_bytes: int = PART_BYTES,
    ) -> None:
        self._client = client
        self._clock = clock
        self._bucket_owner = bucket_owner
        self._in_parts_above = in_parts_above
        self._part_bytes = part_bytes

    def create(
        self, uri: S3Uri, body: bytes, *, content_type: str, encryption: Encryption | None = None
    ) -> bool:
        """As the port says; S3 verifies the SHA-256 of what it received."""
        call = self._call("PutObject", "s3:PutObject", uri)
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                self._create(uri, body, content_type, encryption)
            except ClientError as error:
                if code_of(error) in _CREATED:
                    return False
                if code_of(error) not in _RACING or attempt == _ATTEMPTS:
                    raise translate(error, call) from error
                jitter = random.uniform(0.5, 1.0)  # noqa: S311  nothing secret
                self._clock.sleep(_PAUSE_S * attempt * jitter)
            except BotoCoreError as error:
                raise translate(error, call) from error
            else:
                return True
        raise ValueError("unreachable: the last attempt returns or raises")

    def read(self, uri: S3Uri) -> bytes | None:
        """As the port says; an answer that breaks off is asked for again."""
        call = self._call("GetObject", "s3:GetObject", uri)
        for attempt in range(1, _ATTEMPTS + 1):
            answer = _found(
                call, self._client.get_object, Bucket=uri.bucket, Key=uri.key, ChecksumMode="ENABLED"
            )
            if answer is None:
                return None
            try:
                body: bytes = answer["Body"].read()
            except BotoCoreError as error:  # botocore repeats requests, but does not read an answer again
                if attempt == _ATTEMPTS:
                    raise translate(error, call) from error
                self._clock.sleep(_PAUSE_S * attempt)
            else:
                return body
        raise ValueError("unreachable: the last attempt returns or raises")

    def read_version(self, uri: S3Uri) -> StoredObject | None:
        """As the port says; for small objects, whose body comes in one piece with its head."""
        call = self._call("GetObject", "s3:GetObject", uri)
        answer = _found(call, self._client.get_object, Bucket=uri.bucket, Key=uri.key)
        if answer is None:
            return None
        try:
            body: bytes = answer["Body"].read()
        except BotoCoreError as error:
            raise translate(error, call) from error
        return StoredObject(
            body=body,
            etag=answer["ETag"],
            modified=answer["LastModified"],
            read_at=_date(answer["ResponseMetadata"]["HTTPHeaders"], uri),
        )

    def replace(self, uri: S3Uri, body: bytes, *, etag: str, content_type: str) -> bool:
        """As the port says; a conflict with another write returns False, because the ETag has to be read again."""
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
            raise translate(error, self._call("PutObject", "s3:PutObject", uri)) from error
        except BotoCoreError as error:
            raise translate(error, self._call("PutObject", "s3:PutObject", uri)) from error
        return True

    def list_below(self, prefix: S3Uri) -> list[S3Uri]:
        """As the port says."""
        try:
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=prefix.bucket, Prefix=f"{prefix.key}/" if prefix.key else ""
            )
            keys = [found["Key"] for page in pages for found in page.get("Contents", ())]
        except (ClientError, BotoCoreError) as error:
            raise translate(error, self._call("ListObjectsV2", "s3:ListBucket", prefix)) from error
        return [S3Uri(prefix.bucket, key) for key in sorted(keys)]

    def delete(self, uri: S3Uri) -> None:
        """As the port says."""
        try:
            self._client.delete_object(Bucket=uri.bucket, Key=uri.key)
        except (ClientError, BotoCoreError) as error:
            raise translate(error, self._call("DeleteObject", "s3:DeleteObject", uri)) from error

    def head(self, uri: S3Uri) -> ObjectHead | None:
        """As the port says."""
        call = self._call("HeadObject", "s3:GetObject", uri)
        answer = _found(call, self._client.head_object, Bucket=uri.bucket, Key=uri.key)
        if answer is None:
            return None
        return ObjectHead(
            encryption=_encryption(answer),
            modified=answer["LastModified"],
            read_at=_date(answer["ResponseMetadata"]["HTTPHeaders"], uri),
        )

    def _create(self, uri: S3Uri, body: bytes, content_type: str, encryption: Encryption | None) -> None:
        settings: dict[str, Any] = {"ContentType": content_type}
        if encryption is not None:
            settings |= encryption.to_request()
        if len(body) > self._in_parts_above:
            create_in_parts(self._client, uri, body, settings, self._part_bytes)
        else:
            self._client.put_object(
                Bucket=uri.bucket,
                Key=uri.key,
                Body=body,
                IfNoneMatch="*",
                ChecksumAlgorithm="SHA256",
                **settings,
            )

    def _call(self, operation: str, action: str, uri: S3Uri) -> Call:
        owner = self._bucket_owner
        return Call(
            operation=operation,
            action=action,
            subject=f"the bucket {uri.bucket!r}",
            failure=StorageError,
            denied_too=f"the bucket does not belong to the account {owner} (bucket_owner)" if owner else "",
        )


def _found(call: Call, ask: Callable[..., Any], **arguments: Any) -> dict[str, Any] | None:
    """The answer about an object, or None if there is no such object."""
    try:
        answer: dict[str, Any] = ask(**arguments)
    except ClientError as error:
        if code_of(error) in _ABSENT:
            return None
        raise translate(error, call) from error
    except BotoCoreError as error:
        raise translate(error, call) from error
    return answer


def _encryption(answer: Mapping[str, Any]) -> Encryption | None:
    if "ServerSideEncryption" not in answer:
        return None
    return Encryption(
        algorithm=answer["ServerSideEncryption"],
        key_id=answer.get("SSEKMSKeyId"),
        bucket_key=answer.get("BucketKeyEnabled", False),
    )


def _date(headers: Mapping[str, str], uri: S3Uri) -> datetime:
    try:
        return parsedate_to_datetime(headers["date"])
    except (KeyError, ValueError) as error:
        raise StorageError(
            f"The server that holds {uri} does not say what time it is (the header Date).",
            hint="Leases are measured by the server's clock. Remove the proxy that drops the header.",
        ) from error
