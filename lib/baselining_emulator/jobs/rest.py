"""Which operation of EMR Serverless a request is: method and path of botocore's `emr-serverless/2021-07-13`."""

from __future__ import annotations

import json
import re
from typing import Any

from baselining_emulator.messages import Request

_APPLICATION = r"/applications/(?P<applicationId>[^/]+)"
_ROUTES = (
    ("POST", re.compile(r"/applications"), "CreateApplication"),
    ("POST", re.compile(rf"{_APPLICATION}/jobruns"), "StartJobRun"),
    ("GET", re.compile(rf"{_APPLICATION}/jobruns/(?P<jobRunId>[^/]+)"), "GetJobRun"),
    ("DELETE", re.compile(rf"{_APPLICATION}/jobruns/(?P<jobRunId>[^/]+)"), "CancelJobRun"),
)


def read_call(request: Request) -> tuple[str, dict[str, Any]] | None:
    """The operation and its arguments, from the path and the body; None if it is none that is emulated here.

    Raises:
        ValueError: If the body is not JSON.
    """
    for method, path, operation in _ROUTES:
        found = path.fullmatch(request.path)
        if found is not None and method == request.method:
            return operation, {**json.loads(request.body or b"{}"), **found.groupdict()}
    return None
