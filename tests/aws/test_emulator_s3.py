"""S3 in the emulator: moto's, with the checksums compared, and every call logged."""

from __future__ import annotations

import base64
import hashlib
import http.client
import zlib
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from botocore.exceptions import ClientError

from baselining_emulator import Emulator

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

RIGHT = base64.b64encode(hashlib.sha256(b"body").digest()).decode()
WRONG = base64.b64encode(hashlib.sha256(b"other").digest()).decode()


@pytest.fixture
def bucket(s3: S3Client) -> str:
    s3.create_bucket(Bucket="monitoring")
    return "monitoring"


def put(emulator: Emulator, path: str, body: bytes, **headers: str) -> tuple[int, bytes]:
    """A request as no SDK would make it."""
    connection = http.client.HTTPConnection(str(urlsplit(emulator.endpoint_url).netloc), timeout=5)
    try:
        connection.request(
            "PUT", path, body, {name.replace("_", "-"): value for name, value in headers.items()}
        )
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def test_a_right_sha256_is_accepted(s3: S3Client, bucket: str) -> None:
    s3.put_object(Bucket=bucket, Key="k", Body=b"body", ChecksumSHA256=RIGHT)

    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"body"


def test_a_wrong_sha256_is_a_bad_digest_and_stores_nothing(s3: S3Client, bucket: str) -> None:
    with pytest.raises(ClientError) as error:
        s3.put_object(Bucket=bucket, Key="k", Body=b"body", ChecksumSHA256=WRONG)

    assert error.value.response["Error"]["Code"] == "BadDigest"
    assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert "Contents" not in s3.list_objects_v2(Bucket=bucket)


@pytest.mark.parametrize(
    ("header", "digest"),
    [
        ("x_amz_checksum_crc32", lambda body: zlib.crc32(body).to_bytes(4, "big")),
        ("x_amz_checksum_sha1", lambda body: hashlib.sha1(body, usedforsecurity=False).digest()),
        ("Content_MD5", lambda body: hashlib.md5(body, usedforsecurity=False).digest()),
    ],
)
def test_other_checksums_are_compared_too(
    header: str, digest: object, emulator: Emulator, bucket: str
) -> None:
    assert callable(digest)
    right, wrong = (base64.b64encode(digest(body)).decode() for body in (b"body", b"other"))

    assert put(emulator, f"/{bucket}/k", b"body", **{header: right})[0] == 200
    status, answer = put(emulator, f"/{bucket}/k", b"body", **{header: wrong})
    assert status == 400
    assert b"<Code>BadDigest</Code>" in answer


def in_two_chunks(body: bytes, *, extension: str = "", trailer: str = "") -> bytes:
    parts = (body[:2], body[2:], b"")
    sizes = [f"{len(part):x}{extension}\r\n".encode() for part in parts]
    return (
        sizes[0] + parts[0] + b"\r\n" + sizes[1] + parts[1] + b"\r\n" + sizes[2] + trailer.encode() + b"\r\n"
    )


def test_a_checksum_that_follows_a_chunked_body_is_compared(
    emulator: Emulator, s3: S3Client, bucket: str
) -> None:
    headers = {
        "x_amz_content_sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
        "Content_Encoding": "aws-chunked",
        "x_amz_decoded_content_length": "4",
        "x_amz_trailer": "x-amz-checksum-sha256",
    }
    right, wrong = (
        in_two_chunks(b"body", trailer=f"x-amz-checksum-sha256:{value}\r\n") for value in (RIGHT, WRONG)
    )

    assert put(emulator, f"/{bucket}/right", right, **headers)[0] == 200
    assert put(emulator, f"/{bucket}/wrong", wrong, **headers)[0] == 400

    assert s3.get_object(Bucket=bucket, Key="right")["Body"].read() == b"body"
    assert [entry["Key"] for entry in s3.list_objects_v2(Bucket=bucket)["Contents"]] == ["right"]


def test_a_body_in_signed_chunks_is_compared_as_what_it_holds(
    emulator: Emulator, s3: S3Client, bucket: str
) -> None:
    headers = {
        "x_amz_content_sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
        "x_amz_decoded_content_length": "4",
    }
    body = in_two_chunks(b"body", extension=";chunk-signature=" + "0" * 64)

    assert put(emulator, f"/{bucket}/right", body, **headers, x_amz_checksum_sha256=RIGHT)[0] == 200
    assert put(emulator, f"/{bucket}/wrong", body, **headers, x_amz_checksum_sha256=WRONG)[0] == 400

    assert s3.get_object(Bucket=bucket, Key="right")["Body"].read() == b"body"


def test_a_body_that_only_claims_to_be_in_chunks_is_incomplete(emulator: Emulator, bucket: str) -> None:
    status, answer = put(emulator, f"/{bucket}/k", b"body", Content_Encoding="aws-chunked")

    assert status == 400
    assert b"<Code>IncompleteBody</Code>" in answer


def test_create_only_writes_are_motos_own(s3: S3Client, bucket: str) -> None:
    s3.put_object(Bucket=bucket, Key="k", Body=b"first", IfNoneMatch="*")

    with pytest.raises(ClientError, match="PreconditionFailed"):
        s3.put_object(Bucket=bucket, Key="k", Body=b"second", IfNoneMatch="*")

    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"first"


def test_keys_with_signs_of_their_own_survive(s3: S3Client, bucket: str) -> None:
    key = "a b/ü+%/=&?.json"
    s3.put_object(Bucket=bucket, Key=key, Body=b"x", Metadata={"under_score": "1"})

    assert s3.list_objects_v2(Bucket=bucket)["Contents"][0]["Key"] == key
    assert s3.head_object(Bucket=bucket, Key=key)["Metadata"] == {"under_score": "1"}
    assert s3.head_object(Bucket=bucket, Key=key)["ContentLength"] == 1


def test_every_call_is_logged_by_the_name_of_its_operation(emulator: Emulator, s3: S3Client) -> None:
    s3.create_bucket(Bucket="monitoring")
    s3.head_bucket(Bucket="monitoring")
    s3.list_buckets()
    s3.put_object(Bucket="monitoring", Key="a/b", Body=b"x")
    s3.get_object(Bucket="monitoring", Key="a/b")
    s3.head_object(Bucket="monitoring", Key="a/b")
    s3.copy_object(Bucket="monitoring", Key="c", CopySource="monitoring/a/b")
    s3.list_objects_v2(Bucket="monitoring")
    s3.get_object_tagging(Bucket="monitoring", Key="c")
    s3.delete_object(Bucket="monitoring", Key="a/b")
    s3.delete_objects(Bucket="monitoring", Delete={"Objects": [{"Key": "c"}]})
    upload = s3.create_multipart_upload(Bucket="monitoring", Key="m")["UploadId"]
    part = s3.upload_part(Bucket="monitoring", Key="m", UploadId=upload, PartNumber=1, Body=b"x")
    s3.complete_multipart_upload(
        Bucket="monitoring",
        Key="m",
        UploadId=upload,
        MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]},
    )

    assert emulator.calls.operations("s3") == [
        "CreateBucket",
        "HeadBucket",
        "ListBuckets",
        "PutObject",
        "GetObject",
        "HeadObject",
        "CopyObject",
        "ListObjectsV2",
        "GET ?tagging",
        "DeleteObject",
        "DeleteObjects",
        "CreateMultipartUpload",
        "UploadPart",
        "CompleteMultipartUpload",
    ]
    (put_call,) = emulator.calls.of("PutObject")
    assert (put_call.method, put_call.path) == ("PUT", "/monitoring/a/b")
