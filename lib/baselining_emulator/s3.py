"""S3 as seen from outside moto: which operation a request is, and the checksums moto does not compare."""

from __future__ import annotations

import base64
import hashlib
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape

from baselining_emulator.chunks import payload
from baselining_emulator.kinds import ACCOUNT
from baselining_emulator.messages import Answer, Request

# (what is addressed, HTTP method) → the operation, unless a query parameter or header says otherwise.
_PLAIN = {
    ("service", "GET"): "ListBuckets",
    ("bucket", "GET"): "ListObjects",
    ("bucket", "PUT"): "CreateBucket",
    ("bucket", "HEAD"): "HeadBucket",
    ("bucket", "DELETE"): "DeleteBucket",
    ("object", "GET"): "GetObject",
    ("object", "PUT"): "PutObject",
    ("object", "HEAD"): "HeadObject",
    ("object", "DELETE"): "DeleteObject",
}
# (HTTP method, query parameter) → the operation.
_BY_PARAMETER = {
    ("GET", "list-type"): "ListObjectsV2",
    ("GET", "versions"): "ListObjectVersions",
    ("GET", "uploads"): "ListMultipartUploads",
    ("POST", "delete"): "DeleteObjects",
    ("POST", "uploads"): "CreateMultipartUpload",
    ("PUT", "uploadId"): "UploadPart",
    ("GET", "uploadId"): "ListParts",
    ("POST", "uploadId"): "CompleteMultipartUpload",
    ("DELETE", "uploadId"): "AbortMultipartUpload",
    ("PUT", "versioning"): "PutBucketVersioning",
    ("GET", "versioning"): "GetBucketVersioning",
    ("GET", "location"): "GetBucketLocation",
}
# Parts of a bucket or object with operations of their own, which are called by method and parameter here.
_PARTS = frozenset(
    {"acl", "cors", "encryption", "lifecycle", "object-lock", "policy", "retention", "tagging"}
)
OPERATIONS = frozenset({*_PLAIN.values(), *_BY_PARAMETER.values(), "CopyObject", "UploadPartCopy"})

# "Checking object integrity" (Amazon S3 user guide); Python itself has neither CRC32C nor CRC64NVME.
_CHECKSUMS: Mapping[str, Callable[[bytes], bytes]] = {
    "x-amz-checksum-sha256": lambda body: hashlib.sha256(body).digest(),
    "x-amz-checksum-sha1": lambda body: hashlib.sha1(body, usedforsecurity=False).digest(),
    "x-amz-checksum-crc32": lambda body: zlib.crc32(body).to_bytes(4, "big"),
    "content-md5": lambda body: hashlib.md5(body, usedforsecurity=False).digest(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class S3Call:
    """Which operation on which bucket and key; empty where none is addressed."""

    operation: str
    bucket: str
    key: str


def read_call(request: Request) -> S3Call:
    """Tell the operation by path, method and query, as in the Amazon S3 API reference (path style)."""
    bucket, _, key = request.path.lstrip("/").partition("/")
    addressed = "object" if key else "bucket" if bucket else "service"
    operation = _PLAIN.get((addressed, request.method), f"{request.method} {request.path}")
    for (method, parameter), name in _BY_PARAMETER.items():
        if method == request.method and parameter in request.query:
            operation = name
    for part in _PARTS & set(request.query):
        operation = f"{request.method} ?{part}"
    if "x-amz-copy-source" in request.headers:
        operation = {"PutObject": "CopyObject", "UploadPart": "UploadPartCopy"}.get(operation, operation)
    return S3Call(operation=operation, bucket=bucket, key=key)


def other_owner(request: Request) -> Answer | None:
    """403 `AccessDenied` if the bucket is expected to belong to another account than this one.

    "Verifying bucket ownership with bucket owner condition" in the Amazon S3 user guide.
    """
    expected = request.headers.get("x-amz-expected-bucket-owner")
    if expected is None or expected == ACCOUNT:
        return None
    return error_answer(request, "AccessDenied", "Access Denied", status=403)


def checksum_mismatch(request: Request, call: S3Call) -> Answer | None:
    """400 `BadDigest` if the bytes are not those of the request's checksum, `IncompleteBody` if unreadable.

    "Error responses" in the Amazon S3 API reference: for Content-MD5 and for checksum values alike.
    """
    if call.operation not in ("PutObject", "UploadPart"):
        return None
    try:
        body, trailers = payload(request)
    except ValueError:
        return error_answer(request, "IncompleteBody", "The chunks of the body do not add up.", status=400)
    given = {**request.headers, **trailers}
    for header, digest in _CHECKSUMS.items():
        if header in given and given[header] != base64.b64encode(digest(body)).decode():
            algorithm = header.rpartition("-")[2].upper()
            return error_answer(
                request,
                "BadDigest",
                f"The {algorithm} you specified did not match the calculated checksum.",
                status=400,
            )
    return None


def error_answer(request: Request, code: str, message: str, *, status: int) -> Answer:
    """An error in S3's XML; a HEAD request gets the status alone."""
    if request.method == "HEAD":
        return Answer(status=status, headers=(("Content-Type", "application/xml"),))
    document = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<Error><Code>{escape(code)}</Code><Message>{escape(message)}</Message>"
        f"<Resource>{escape(request.path)}</Resource><RequestId>EMULATED</RequestId></Error>"
    )
    return Answer(status=status, headers=(("Content-Type", "application/xml"),), body=document.encode())
