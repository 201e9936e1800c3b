"""One pass over lines of endpoint data capture: where the two payloads of each record are, and when it was captured.

A record is one JSON object on a line. What this pass does not know for sure, such as a payload in BASE64, an escape in
a name or a name that stands twice, it leaves to a reader in Python by marking the line `UNSURE`; it never guesses.
"""

from __future__ import annotations

import numpy as np  # noqa: TC002 - numba looks annotations up

from baselining.kernels.escapes import UNKNOWN, past_escape, seconds_of, unescape
from baselining.kernels.jit import loop, part
from baselining.kernels.json_tokens import PLAIN as PLAIN_TOKEN
from baselining.kernels.json_tokens import past_text, past_word

(
    LINE,
    LINE_END,
    NUMBER,
    INPUT,
    INPUT_END,
    INPUT_CODE,
    OUTPUT,
    OUTPUT_END,
    OUTPUT_CODE,
    SECONDS,
    STATUS,
    RECORD,
) = range(12)
"""Places in what is known of a record (int64, `RECORD` of them).

Where its line begins and ends, and the line's number, from 0; where the text of each payload begins and ends, still
escaped, and how it is encoded; when it was captured, in seconds since 1970; what was found.
"""

ABSENT, CSV, JSON = range(3)
"""How a payload is encoded; `ABSENT`: there is none."""

PLAIN, UNSURE, BROKEN = range(3)
"""What was found; later passes find that the payloads are `BROKEN`."""

_ROOT, _CAPTURE, _METADATA, _INPUT, _OUTPUT = range(5)
_LF, _CR, _TAB, _SPACE, _QUOTE, _BACKSLASH = 10, 13, 9, 32, 34, 92
_COMMA, _COLON, _OPEN, _CLOSE, _LIST, _LIST_END = 44, 58, 123, 125, 91, 93
_CAPTURED, _DESCRIBED = 1, 2
_SEEN_INPUT, _SEEN_OUTPUT = 4, 8
_IN_DATA, _IN_CODE, _OUT_DATA, _OUT_CODE = 16, 32, 64, 128
_TIME, _EVENT_TIME = 256, 512


@loop
def _past_blanks(data: np.ndarray, at: int) -> int:
    while at < data.size and (data[at] == _SPACE or data[at] == _TAB or data[at] == _CR):
        at += 1
    return at


@part
def _past_string(data: np.ndarray, at: int) -> tuple[int, bool, bool]:
    """The closing quote of a text that begins at `at`; is it a text, and does it have escapes?"""
    escaped = False
    while True:
        at, found = past_text(data, at)
        if found == PLAIN_TOKEN:
            return at, True, escaped
        if at >= data.size or data[at] != _BACKSLASH:
            return at, False, escaped
        behind = past_escape(data, at, data.size)
        if behind == at:
            return at, False, escaped
        escaped = True
        at = behind


@loop
def _is_text(data: np.ndarray, start: int, end: int, text: bytes) -> bool:
    if end - start != len(text):
        return False
    for i in range(len(text)):  # noqa: SIM110 - numba knows no all() of a generator
        if data[start + i] != text[i]:
            return False
    return True


@part
def _past_strings(data: np.ndarray, at: int) -> tuple[int, bool]:
    """Behind an array of texts whose bracket is at `at`; is it one?"""
    at = _past_blanks(data, at + 1)
    if at < data.size and data[at] == _LIST_END:
        return at + 1, True
    while at < data.size and data[at] == _QUOTE:
        at, known, _ = _past_string(data, at + 1)
        if not known:
            return at, False
        at = _past_blanks(data, at + 1)
        if at < data.size and data[at] == _LIST_END:
            return at + 1, True
        if at >= data.size or data[at] != _COMMA:
            return at, False
        at = _past_blanks(data, at + 1)
    return at, False


@part
def _past_other(data: np.ndarray, at: int) -> tuple[int, bool]:
    """Behind a value that says nothing here; is it a plain one?"""
    byte = data[at]
    if byte == _QUOTE:
        at, known, _ = _past_string(data, at + 1)
        return at + 1, known
    if byte == _LIST:
        return _past_strings(data, at)
    for end in (past_word(data, at, b"null"), past_word(data, at, b"true"), past_word(data, at, b"false")):
        if end != at:
            return end, True
    return at, False


@loop
def _encoding(data: np.ndarray, start: int, end: int) -> int:
    """The code of an encoding; `ABSENT` of another one."""
    if _is_text(data, start, end, b"CSV"):
        return CSV
    if _is_text(data, start, end, b"JSON"):
        return JSON
    return ABSENT


@part
def _member_of(data: np.ndarray, start: int, end: int, level: int) -> int:
    """The mark of a name that says something at this level; 0 of another."""
    if level == _ROOT:
        if _is_text(data, start, end, b"captureData"):
            return _CAPTURED
        return _DESCRIBED if _is_text(data, start, end, b"eventMetadata") else 0
    if level == _CAPTURE:
        if _is_text(data, start, end, b"endpointInput"):
            return _SEEN_INPUT
        return _SEEN_OUTPUT if _is_text(data, start, end, b"endpointOutput") else 0
    if level == _METADATA:
        if _is_text(data, start, end, b"inferenceTime"):
            return _TIME
        return _EVENT_TIME if _is_text(data, start, end, b"eventTime") else 0
    is_input = level == _INPUT
    if _is_text(data, start, end, b"data"):
        return _IN_DATA if is_input else _OUT_DATA
    if _is_text(data, start, end, b"encoding"):
        return _IN_CODE if is_input else _OUT_CODE
    return 0


@loop
def _level_of(member: int) -> int:
    """The level that a member opens; -1 if it is a text."""
    if member == _CAPTURED:
        return _CAPTURE
    if member == _DESCRIBED:
        return _METADATA
    if member == _SEEN_INPUT:
        return _INPUT
    return _OUTPUT if member == _SEEN_OUTPUT else -1


@part
def _note(record: np.ndarray, member: int, data: np.ndarray, start: int, end: int, escaped: bool) -> bool:
    """Note a text; is it one that is understood?"""
    if member in (_IN_DATA, _OUT_DATA):
        place = INPUT if member == _IN_DATA else OUTPUT
        record[place] = start
        record[place + 1] = end
        return True
    if escaped:
        return False
    if member in (_IN_CODE, _OUT_CODE):
        code = _encoding(data, start, end)
        record[INPUT_CODE if member == _IN_CODE else OUTPUT_CODE] = code
        return code != ABSENT
    if member == _TIME:
        record[SECONDS] = seconds_of(data, start, end)
        return True
    return False


@part
def _is_whole(seen: int) -> bool:
    """Does a record have payloads, each with its encoding?"""
    has_input, has_output = seen & _SEEN_INPUT != 0, seen & _SEEN_OUTPUT != 0
    if not (has_input or has_output):
        return False
    if has_input and seen & (_IN_DATA | _IN_CODE) != _IN_DATA | _IN_CODE:
        return False
    return not has_output or seen & (_OUT_DATA | _OUT_CODE) == _OUT_DATA | _OUT_CODE


@part
def _past_name(data: np.ndarray, at: int, level: int) -> tuple[int, int, bool]:
    """Where the value begins whose name's quote is at `at`; the mark of the name, and is it plain?"""
    if at >= data.size or data[at] != _QUOTE:
        return at, 0, False
    start = at + 1
    at, known, escaped = _past_string(data, start)
    member = _member_of(data, start, at, level)
    at = _past_blanks(data, at + 1)
    if not known or escaped or at >= data.size or data[at] != _COLON:
        return at, 0, False
    at = _past_blanks(data, at + 1)
    return at, member, at < data.size


@part
def _past_record(  # noqa: C901 - one scanner
    data: np.ndarray, at: int, record: np.ndarray
) -> tuple[int, bool]:
    """Behind the object that begins at `at`; was all of it understood?"""
    if at >= data.size or data[at] != _OPEN:
        return at, False
    level = _ROOT
    seen = 0
    begun = True
    at += 1
    while True:
        at = _past_blanks(data, at)
        if at >= data.size:
            return at, False
        if data[at] == _CLOSE:
            at += 1
            if level == _ROOT:
                return at, _is_whole(seen)
            level = _CAPTURE if level >= _INPUT else _ROOT
            begun = False
            continue
        if not begun:
            if data[at] != _COMMA:
                return at, False
            at = _past_blanks(data, at + 1)
        at, member, known = _past_name(data, at, level)
        if not known or seen & member:
            return at, False
        seen |= member
        opened = _level_of(member)
        begun = False
        if opened >= 0:
            if data[at] != _OPEN:
                return at, False
            level = opened
            begun = True
            at += 1
        elif member:
            if data[at] != _QUOTE:
                return at, False
            start = at + 1
            at, known, escaped = _past_string(data, start)
            if not known or not _note(record, member, data, start, at, escaped):
                return at, False
            at += 1
        else:
            at, known = _past_other(data, at)
            if not known:
                return at, False


@part
def _line_end(data: np.ndarray, at: int) -> int:
    while at < data.size and data[at] != _LF:
        at += 1
    return at


@part
def scan_records(data: np.ndarray, at: int, number: int, records: np.ndarray) -> tuple[int, int, int]:
    """Find records in whole lines, the last of which may lack its end, while there is room; blank lines are none.

    Args:
        data: uint8, less than 2 GiB.
        at: Where to begin, at the beginning of a line.
        number: Of that line.
        records: int64, `RECORD` of them in each row; filled.

    Returns:
        (where the next line begins, its number, how many records were found).
    """
    count = 0
    while at < data.size and count < records.shape[0]:
        line = at
        at = _past_blanks(data, at)
        if at < data.size and data[at] != _LF:
            record = records[count]
            record[LINE] = line
            record[NUMBER] = number
            record[INPUT] = record[INPUT_END] = record[OUTPUT] = record[OUTPUT_END] = 0
            record[INPUT_CODE] = record[OUTPUT_CODE] = ABSENT
            record[SECONDS] = UNKNOWN
            at, known = _past_record(data, at, record)
            at = _past_blanks(data, at)
            known = known and (at >= data.size or data[at] == _LF)
            record[STATUS] = PLAIN if known else UNSURE
            at = _line_end(data, at if known else line)
            record[LINE_END] = at
            count += 1
        if at < data.size:
            number += 1
        at += 1
    return min(at, data.size), number, count


@part
def unescape_payloads(data: np.ndarray, records: np.ndarray) -> None:
    """Undo the escapes of all payloads in place; a record with half of a surrogate pair is `BROKEN`."""
    for number in range(records.shape[0]):
        record = records[number]
        for place in (INPUT, OUTPUT):
            end = unescape(data, record[place], record[place + 1])
            if end < 0:
                record[STATUS] = BROKEN
                end = record[place]
            record[place + 1] = end
