"""One HTTP request and one answer as values, and the way from and to WSGI."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html
_SCOPE = re.compile(r"(?P<signer>[^/=\s]*)/\d{8}/(?P<region>[^/]+)/(?P<service>[^/]+)/aws4_request")
DEFAULT_REGION = "us-east-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What arrived; header names are lower-case.

    Attributes:
        service: From the credential scope of the signature (version 4), empty if unsigned.
        region: Likewise; `us-east-1` if unsigned.
        signer: The access key's id; empty if unsigned.
    """

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    service: str
    region: str
    signer: str

    @classmethod
    def read(cls, environ: WSGIEnvironment) -> Request:
        """Read the request from `environ`, and leave its body there for the next application."""
        body = _take_body(environ)
        headers = {
            name[5:].replace("_", "-").lower(): str(value)
            for name, value in environ.items()
            if name.startswith("HTTP_")
        }
        query = dict(parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True))
        scope = _SCOPE.search(headers.get("authorization", "") or query.get("X-Amz-Credential", ""))
        return cls(
            method=environ["REQUEST_METHOD"],
            path=environ.get("PATH_INFO", "").encode("latin-1").decode("utf-8", "replace"),
            query=query,
            headers=headers,
            body=body,
            service=scope["service"] if scope else "",
            region=scope["region"] if scope else DEFAULT_REGION,
            signer=scope["signer"] if scope else "",
        )


def _take_body(environ: WSGIEnvironment) -> bytes:
    stream = environ["wsgi.input"]
    if environ.pop("HTTP_TRANSFER_ENCODING", "").lower() == "chunked":
        body: bytes = stream.read()  # the server has undone the chunks and ends the stream itself
    else:
        body = stream.read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["CONTENT_LENGTH"] = str(len(body))
    environ["wsgi.input"] = io.BytesIO(body)
    return body


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What goes back."""

    status: int = 200
    headers: tuple[tuple[str, str], ...] = field(default=())
    body: bytes = b""

    @classmethod
    def of_json(cls, document: Any, *, status: int = 200, content_type: str = "application/json") -> Answer:
        """An answer whose body is `document`, moments as seconds since the epoch (AWS JSON 1.1's default)."""
        return cls(
            status=status,
            headers=(("Content-Type", content_type),),
            body=json.dumps(document, default=_epoch_seconds).encode(),
        )

    def send(self, start_response: StartResponse) -> Iterable[bytes]:
        """Hand the answer to the WSGI server."""
        headers = [(name, value) for name, value in self.headers if name.lower() != "content-length"]
        # A HEAD answer of the wrapped application has a length but no body: keep what it says.
        length = next((value for name, value in self.headers if name.lower() == "content-length"), None)
        if self.status not in (204, 304):  # RFC 9110, section 8.6
            headers.append(("Content-Length", length or str(len(self.body))))
        start_response(f"{self.status} {_reason(self.status)}", headers)
        return [self.body]


def _epoch_seconds(value: object) -> float:
    if isinstance(value, datetime):
        return value.timestamp()
    raise TypeError(f"Not JSON: {type(value)}")


def _reason(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


def ask(application: WSGIApplication, environ: WSGIEnvironment) -> Answer:
    """Let `application` answer completely, so that the answer can be delayed or dropped."""
    started: list[tuple[int, list[tuple[str, str]]]] = []

    def start(status: str, headers: list[tuple[str, str]], _: object = None) -> Any:
        started.append((int(status.split(" ", 1)[0]), headers))
        return None

    chunks = application(environ, start)
    try:
        body = b"".join(chunks)
    finally:
        close = getattr(chunks, "close", None)
        if close is not None:
            close()
    status, headers = started[-1]
    return Answer(status=status, headers=tuple(headers), body=body)
