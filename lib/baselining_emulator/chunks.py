"""Undo `aws-chunked`, in which SDKs upload bodies that they sign or checksum on the way.

Form: "Signature calculations … transferring payload in multiple chunks" in the Amazon S3 API reference. Each
chunk is `<hex size>[;chunk-signature=…]` CRLF, data, CRLF; one of size 0 ends them, trailers follow it.
"""

from __future__ import annotations

from baselining_emulator.messages import Request


def payload(request: Request) -> tuple[bytes, dict[str, str]]:
    """The bytes to be stored, and the trailing headers, lower-case; no trailers for a plain body."""
    chunked = "aws-chunked" in request.headers.get("content-encoding", "") or request.headers.get(
        "x-amz-content-sha256", ""
    ).startswith("STREAMING-")
    return _undo(request.body) if chunked else (request.body, {})


def _undo(body: bytes) -> tuple[bytes, dict[str, str]]:
    parts: list[bytes] = []
    at = 0
    while True:
        end = body.index(b"\r\n", at)
        size = int(body[at:end].split(b";", 1)[0], 16)
        at = end + 2
        if size == 0:
            return b"".join(parts), _trailers(body[at:])
        parts.append(body[at : at + size])
        at += size + 2


def _trailers(rest: bytes) -> dict[str, str]:
    lines = (line.partition(":") for line in rest.decode("latin-1").split("\r\n") if ":" in line)
    return {name.strip().lower(): value.strip() for name, _, value in lines}
