"""Lines of endpoint data capture → records, block by block: by compiled loops, in Python what those are not sure of."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from baselining.dataset.capture.records import (
    CapturedOutput,
    Encoding,
    Record,
    Skipped,
    canonical,
    is_record,
    loaded,
    mismatch,
    read_record,
    scripted,
)
from baselining.dataset.capture.script import Script
from baselining.dataset.capture.told import FileTold
from baselining.errors import DatasetError
from baselining.kernels import capture as kernels
from baselining.kernels.capture import BROKEN, CSV, INPUT_CODE, JSON, OUTPUT_CODE, PLAIN, SECONDS, STATUS
from baselining.kernels.csv import PADDING, is_ascii
from baselining.kernels.escapes import UNKNOWN

Bytes = npt.NDArray[np.uint8]
Longs = npt.NDArray[np.int64]

_CODES = {CSV: Encoding.CSV, JSON: Encoding.JSON}
_FEWEST_RECORDS, _USUAL_BYTES = 64, 300
"""Room for records: as many as usual ones of so many bytes."""
_FIRST_PLACES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureRule:
    """Which records are read, and how.

    Attributes:
        captured_output: Where the output's columns stand.
        script: Makes rows of records; None: they are the payloads.
        since, until: Records that were captured from the one moment up to before the other, in seconds since 1970;
            None sets no limit. A record that does not tell when it was captured is within.
    """

    captured_output: CapturedOutput = CapturedOutput.START
    script: Script | None = None
    since: int | None = None
    until: int | None = None

    def read(self, line: bytes) -> tuple[Record | Skipped | None, bool]:
        """The record on a line, None if it is broken; and did the script print something?

        Raises:
            DatasetError: As `read_record`, or as the script does.
        """
        if self.script is None:
            return read_record(line, self.captured_output), False
        found = loaded(line)
        if found is None or not is_record(found):
            return None, False
        return scripted(found, self.script)

    @property
    def is_limited(self) -> bool:
        """Is there a window?"""
        return self.since is not None or self.until is not None

    def holds_moment(self, seconds: int | None) -> bool:
        """Is a moment within the limits? One that is not told is."""
        if seconds is None:
            return True
        return (self.since is None or seconds >= self.since) and (self.until is None or seconds < self.until)

    def holds(self, seconds: Longs) -> npt.NDArray[np.bool_]:
        """Which moments are within the limits."""
        within = np.ones(seconds.shape, bool)
        if self.since is not None:
            within &= seconds >= self.since
        if self.until is not None:
            within &= seconds < self.until
        held: npt.NDArray[np.bool_] = within | (seconds == UNKNOWN)
        return held


@dataclass(slots=True, kw_only=True)
class Block:
    """Whole lines, and the records found in them, with payloads unescaped.

    Attributes:
        data: With `PADDING` bytes behind it.
        line_count: How many lines the block has.
        told: What was found before rows were read.
    """

    data: Bytes
    records: Longs
    line_count: int
    told: FileTold

    def found(self, short_rows: int = 0) -> FileTold:
        """What is to be told, now that rows were read."""
        broken = self.records[:, STATUS] == BROKEN
        count = int(broken.sum())
        places = sorted([*self.told.places, *(self.records[broken, kernels.NUMBER] + 1).tolist()])
        more = FileTold(broken=count, short_rows=short_rows)
        return replace(self.told + more, places=tuple(places[:_FIRST_PLACES]))


def records_of(block: memoryview, rule: CaptureRule) -> Block:
    """The records of a block of whole lines, that are within the limits, with unescaped payloads of one encoding.

    Args:
        block: Writable, with `PADDING` bytes behind it; it is overwritten. If its last line has no end and is broken,
            somebody may still be writing it.

    Raises:
        DatasetError: If payloads of a record are of different encodings, or cannot be read without a script.
    """
    data = np.frombuffer(block, np.uint8)
    records, line_count = _scan(data)
    unsure = records[:, STATUS] != PLAIN
    if rule.script is not None or not (is_ascii(data) or _is_text(block)):
        unsure[:] = True
    found = FileTold(records=len(records))
    if unsure.any():
        data, records, found = _made_sure(data, records, unsure, rule)
    if rule.captured_output is CapturedOutput.NONE:
        records[:, OUTPUT_CODE] = kernels.ABSENT
    within = rule.holds(records[:, SECONDS])
    told = replace(found, outside=int(len(records) - within.sum()))
    if not within.all():
        records = records[within]
    _refuse_mismatch(records)
    kernels.unescape_payloads(data, records)
    return Block(data=data, records=records, line_count=line_count, told=told)


def encoding_of(records: Longs) -> Encoding | None:
    """That of all payloads; None if there are none.

    Raises:
        DatasetError: If records are of several.
    """
    codes = set(np.unique(records[:, [INPUT_CODE, OUTPUT_CODE]]).tolist()) & _CODES.keys()
    if len(codes) > 1:
        raise several_encodings()
    return _CODES[codes.pop()] if codes else None


def several_encodings() -> DatasetError:
    """The error for records of several encodings."""
    return DatasetError(
        "Some captured records are CSV, and others JSON; columns come from one encoding.",
        hint="A script that makes rows of both does that: --preprocess-script (dataset.preprocess_script).",
    )


def _scan(data: Bytes) -> tuple[Longs, int]:
    """Records, and how many line ends there are."""
    at = number = 0
    some = []
    room = max(_FEWEST_RECORDS, data.size // _USUAL_BYTES)
    while at < data.size:
        records = np.empty((room, kernels.RECORD), np.int64)
        at, number, count = kernels.scan_records(data, at, number, records)
        some.append(records[:count])
    return (np.concatenate(some) if some else np.empty((0, kernels.RECORD), np.int64)), number


def _refuse_mismatch(records: Longs) -> None:
    given, answered = records[:, INPUT_CODE], records[:, OUTPUT_CODE]
    differ = (given != answered) & (given != kernels.ABSENT) & (answered != kernels.ABSENT)
    if differ.any():
        first = int(np.flatnonzero(differ)[0])
        raise mismatch(_CODES[int(given[first])], _CODES[int(answered[first])])


def _is_text(block: memoryview) -> bool:
    try:
        str(block, "utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _made_sure(
    data: Bytes, records: Longs, unsure: npt.NDArray[np.bool_], rule: CaptureRule
) -> tuple[Bytes, Longs, FileTold]:
    """The same with lines that the loops are sure of, without others; and what was found.

    Returns:
        Bytes, records, with the numbers that their lines had, and what is to be told of all.
    """
    kept, numbers, broken = [], [], []
    cut_off = skipped = prints = 0
    for record, is_unsure in zip(records.tolist(), unsure.tolist(), strict=True):
        number = record[kernels.NUMBER]
        line = data[record[kernels.LINE] : record[kernels.LINE_END]].tobytes()
        if is_unsure:
            found, printed = rule.read(line)
            prints += printed
            if isinstance(found, Skipped):
                skipped += 1
                continue
            if found is None:
                is_open = record[kernels.LINE_END] == data.size
                cut_off += is_open
                broken += [] if is_open else [number]
                continue
            line = canonical(found)
        kept.append(line)
        numbers.append(number)
    text = b"\n".join(kept)
    sure = np.frombuffer(bytearray(text + bytes(PADDING)), np.uint8)[: len(text)]
    told = FileTold(
        records=len(records),
        broken=len(broken),
        places=tuple(number + 1 for number in broken[:_FIRST_PLACES]),
        cut_off=cut_off,
        skipped=skipped,
        printed=prints,
    )
    records, _ = _scan(sure)
    records[:, kernels.NUMBER] = numbers
    return sure, records, told
