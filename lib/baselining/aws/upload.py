"""Upload one large object in parts, or none of it: if a part fails, what was uploaded is removed.

"Uploading and copying objects using multipart upload" in the Amazon S3 user guide: parts that nobody completes or
aborts are kept, paid for and not seen in listings.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from baselining.aws.failures import code_of
from baselining.errors import StorageError
from baselining.world.s3uri import S3Uri

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

PART_BYTES = 32 * 1024**2
"""S3 takes parts of 5 MiB to 5 GiB, 10,000 of them."""


def create_in_parts(
    client: S3Client, uri: S3Uri, body: bytes, settings: Mapping[str, Any], part_bytes: int = PART_BYTES
) -> None:
    """Create an object in parts, only if there is none; S3 verifies the SHA-256 of every part.

    Raises:
        ClientError, BotoCoreError: As `PutObject` would; 412 if the object exists. Nothing is left behind.
        StorageError: If what was uploaded could not be removed; says how to.
    """
    where: dict[str, Any] = {"Bucket": uri.bucket, "Key": uri.key}
    begun = client.create_multipart_upload(**where, **settings, ChecksumAlgorithm="SHA256")
    upload = {**where, "UploadId": begun["UploadId"]}
    with _aborted_on_failure(client, uri, upload):
        parts = [
            _upload_part(client, upload, number, body[start : start + part_bytes])
            for number, start in enumerate(range(0, len(body), part_bytes), start=1)
        ]
        client.complete_multipart_upload(**upload, MultipartUpload={"Parts": parts}, IfNoneMatch="*")


def _upload_part(client: S3Client, upload: dict[str, Any], number: int, part: bytes) -> Any:
    checksum = base64.b64encode(hashlib.sha256(part).digest()).decode("ascii")
    answer = client.upload_part(**upload, PartNumber=number, Body=part, ChecksumSHA256=checksum)
    return {"PartNumber": number, "ETag": answer["ETag"], "ChecksumSHA256": checksum}


@contextmanager
def _aborted_on_failure(client: S3Client, uri: S3Uri, upload: dict[str, Any]) -> Iterator[None]:
    try:
        yield
    except BaseException:
        try:
            client.abort_multipart_upload(**upload)
        except (ClientError, BotoCoreError) as error:
            # NoSuchUpload: completed after all, or aborted by somebody else; there are no parts.
            if not (isinstance(error, ClientError) and code_of(error) == "NoSuchUpload"):
                raise _parts_left(uri, upload) from error
        raise


def _parts_left(uri: S3Uri, upload: dict[str, Any]) -> StorageError:
    return StorageError(
        f"The upload of {uri} in parts failed, and removing its parts (s3:AbortMultipartUpload) failed too.",
        hint=f"Remove them: aws s3api abort-multipart-upload --bucket {uri.bucket} --key {uri.key} "
        f"--upload-id {upload['UploadId']}",
    )
