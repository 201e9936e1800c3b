"""A line of endpoint data capture as a record: its payloads, and when it was captured.

This is the reference. The compiled loops (`kernels/capture.py`) find the same in lines that they are sure of, and hand
all others here.

Source of the format: AWS, "Interpret captured data" (Amazon SageMaker AI Developer Guide), and captured files.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from enum import Enum
from typing import Any

from baselining.dataset.capture.script import Script, text_of
from baselining.errors import DatasetError

_TIME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?Z", re.ASCII)
_HINT = (
    "A script that reads the records does that: --preprocess-script (dataset.preprocess_script). Or leave the output "
    "out: --captured-output none (dataset.captured_output)."
)


class CapturedOutput(str, Enum):
    """Where the columns of a model's output stand among those of its input."""

    START = "start"
    END = "end"
    NONE = "none"


class Merging(str, Enum):
    """How what is known of several files is merged."""

    STABLE = "stable"
    CONTAINER = "container"


class Encoding(str, Enum):
    """What a payload's text is."""

    CSV = "CSV"
    JSON = "JSON"


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """What was sent to a model, or what it answered."""

    encoding: Encoding
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One request and its answer.

    Attributes:
        seconds: When it was captured, since 1970, whole ones; None if that is not told.
        input, output: None where it was not captured, or is not wanted.
    """

    seconds: int | None
    input: Payload | None
    output: Payload | None

    @property
    def encoding(self) -> Encoding | None:
        """That of both payloads; None if there is none.

        Raises:
            DatasetError: If they differ.
        """
        payloads = [payload for payload in (self.input, self.output) if payload is not None]
        if len({payload.encoding for payload in payloads}) > 1:
            raise mismatch(payloads[0].encoding, payloads[1].encoding)
        return payloads[0].encoding if payloads else None


def mismatch(of_input: Encoding, of_output: Encoding) -> DatasetError:
    """The error for a record whose payloads are of different encodings."""
    return DatasetError(
        f"A captured input is {of_input.value} and its output is {of_output.value}; columns come from two payloads of "
        "one encoding. Model Monitor's container refuses this, too (Encoding mismatch).",
        hint=_HINT,
    )


def loaded(line: bytes) -> dict[str, Any] | None:
    """The JSON object on a line; None if there is none."""
    try:
        found = json.loads(line.decode())
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def read_record(line: bytes, captured_output: CapturedOutput) -> Record | None:
    """The record on a line; None if the line is broken.

    Raises:
        DatasetError: If a payload that is wanted is in BASE64 and its content type says neither CSV nor JSON.
    """
    found = loaded(line)
    return None if found is None else record_of(found, captured_output)


def is_record(found: Mapping[str, Any]) -> bool:
    """Is the object on a line a captured record, whatever its payloads are?"""
    data = found.get("captureData")
    if not isinstance(data, dict):
        return False
    sides = [data[name] for name in ("endpointInput", "endpointOutput") if name in data]
    return bool(sides) and all(map(_is_side, sides))


def record_of(found: Mapping[str, Any], captured_output: CapturedOutput) -> Record | None:
    """As `read_record`, of the object on a line."""
    if not is_record(found):
        return None
    data = found["captureData"]
    try:
        given = _payload(data.get("endpointInput"), "input")
        wanted = None if captured_output is CapturedOutput.NONE else data.get("endpointOutput")
        answered = _payload(wanted, "output")
    except ValueError:
        return None
    return Record(seconds=_seconds_of(found), input=given, output=answered)


class Skipped(Enum):
    """What there is instead of a record, and is no mistake."""

    BY_SCRIPT = "the user's script makes no rows of it"


def scripted(found: Mapping[str, Any], script: Script) -> tuple[Record | Skipped, bool]:
    """What a script makes of the object on a line, as a record whose input has its rows; did it print something?

    Raises:
        DatasetError: As `Script.rows_of`.
    """
    rows, printed = script.rows_of(found)
    if not rows:
        return Skipped.BY_SCRIPT, printed
    payload = Payload(encoding=Encoding.JSON, text=text_of(rows))
    return Record(seconds=_seconds_of(found), input=payload, output=None), printed


def canonical(record: Record) -> bytes:
    """The record as a line that the compiled loops are sure of."""
    sides = {"endpointInput": record.input, "endpointOutput": record.output}
    data = {
        name: {"data": payload.text, "encoding": payload.encoding.value}
        for name, payload in sides.items()
        if payload is not None
    }
    document: dict[str, Any] = {"captureData": data}
    if record.seconds is not None:
        moment = datetime.fromtimestamp(record.seconds, timezone.utc)
        document["eventMetadata"] = {"inferenceTime": moment.strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")}
    return json.dumps(document).encode()


def _is_side(side: object) -> bool:
    if not isinstance(side, dict):
        return False
    return isinstance(side.get("data"), str) and side.get("encoding") in ("CSV", "JSON", "BASE64")


def _payload(side: dict[str, Any] | None, name: str) -> Payload | None:
    """Raises ValueError if it is no text."""
    if side is None:
        return None
    if side["encoding"] != "BASE64":
        side["data"].encode()  # half a surrogate pair is no text
        return Payload(encoding=Encoding(side["encoding"]), text=side["data"])
    try:
        text = base64.b64decode(side["data"], validate=True).decode()
    except binascii.Error:
        raise ValueError from None
    content = str(side.get("observedContentType", "")).lower()
    encoding = next((each for each in Encoding if each.value.lower() in content), None)
    if encoding is None and not _is_json(text):
        raise DatasetError(
            f"A captured {name} is in BASE64, and is neither CSV nor JSON by its content type.", hint=_HINT
        )
    return Payload(encoding=encoding or Encoding.JSON, text=text)


def _is_json(text: str) -> bool:
    try:
        return isinstance(json.loads(text), (dict, list))
    except (ValueError, RecursionError):
        return False


def _seconds_of(found: Mapping[str, Any]) -> int | None:
    metadata = found.get("eventMetadata")
    if not isinstance(metadata, dict):
        return None
    text = metadata.get("inferenceTime", metadata.get("eventTime"))
    match = _TIME.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        return None
    try:
        moment = datetime.fromisoformat(match[1]).replace(tzinfo=timezone.utc)
    except ValueError:
        return None
    return int(moment.timestamp())
