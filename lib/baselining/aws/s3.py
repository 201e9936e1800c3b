"""S3 as the `ObjectStore` port says: create-only writes, whole reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from baselining.aws.failures import Call, code_of, translate
from baselining.errors import StorageError
from baselining.ports import Clock
from baselining.s3uri import S3Uri

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_ATTEMPTS = 5
_PAUSE_S = 0.5
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
                if code_of(error) in {"NoSuchKey", "404"}:
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
