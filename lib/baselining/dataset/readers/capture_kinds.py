"""What rows of captured records look like: their columns, from a few records or from all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial

from baselining.dataset.capture.records import CapturedOutput, Encoding
from baselining.dataset.capture.rows import csv_rows
from baselining.dataset.columns import FileColumn
from baselining.dataset.files import DataFile, Piece, Place
from baselining.dataset.readers.capture import Block, CaptureRule, encoding_of, several_encodings
from baselining.dataset.readers.capture_files import blocks_of_records
from baselining.dataset.readers.capture_fold import CaptureLayout
from baselining.dataset.readers.capture_rows import lines_of, record_in, widest_of
from baselining.dataset.readers.json_types import columns_of_kinds, kinds_in, samples_of
from baselining.dataset.readers.lines import BLOCK_BYTES
from baselining.errors import NoDataError
from baselining.kernels.capture import BROKEN, STATUS
from baselining.kernels.jsonl import TEXTS
from baselining.states.value_kinds import VALUE_KINDS, ValueKinds

_SAMPLE_BLOCK = 256 * 1024


def layout_of(place: Place, files: Sequence[DataFile], rule: CaptureRule) -> CaptureLayout:
    """The layout of rows, as the first records with rows have it.

    Raises:
        NoDataError: If there is no record within the limits.
        DatasetError: As `blocks_of_records`.
    """
    filesystem = place.filesystem()
    whole = [Piece(file=file, start=0, end=file.size) for file in files]
    for piece in [*samples_of(files), *whole]:
        for block in blocks_of_records(filesystem, piece, rule, _SAMPLE_BLOCK):
            encoding = encoding_of(block.records)
            if encoding is Encoding.JSON:
                return CaptureLayout(encoding=encoding)
            width = _output_width(block)
            if encoding is not None and width is not None:
                return CaptureLayout(encoding=encoding, output_width=width)
    raise NoDataError(
        f"There are no captured records with rows in {len(files):,} files"
        + (" that were captured in the window." if rule.is_limited else "."),
        hint="Is it endpoint data capture, and is it that endpoint's traffic in those hours (UTC)?",
    )


def columns_of_some(
    place: Place, files: Sequence[DataFile], rule: CaptureRule, layout: CaptureLayout
) -> tuple[FileColumn, ...]:
    """The columns that rows would have if there were no others than a few.

    Raises:
        DatasetError: As `blocks_of_records`.
        UnlikeSparkError: If only Spark's reader reads them.
    """
    pieces = samples_of(files)
    kinds = VALUE_KINDS.empty()
    for sample in (pieces, [Piece(file=file, start=0, end=file.size) for file in files]):
        for _, more in find_kinds(rule, layout, place, sample):
            kinds = VALUE_KINDS.merge(kinds, more)
        if kinds:
            break
    return columns_in(kinds, layout)


def columns_in(kinds: ValueKinds, layout: CaptureLayout) -> tuple[FileColumn, ...]:
    """The columns of rows with such values: of CSV all are text, by position; of objects as of JSON Lines.

    Raises:
        UnlikeSparkError: If only Spark's reader reads them.
    """
    if layout.encoding is Encoding.JSON:
        return columns_of_kinds(kinds)
    return tuple(FileColumn(name=f"_c{index}", spark_type="string") for index in range(len(kinds)))


def reading_kinds(
    rule: CaptureRule, layout: CaptureLayout, _: Sequence[object], place: Place
) -> AbstractContextManager[partial[Iterator[tuple[int, ValueKinds]]]]:
    """Opens a place, to find the kinds of values in its records."""
    return nullcontext(partial(find_kinds, rule, layout, place))


def find_kinds(
    rule: CaptureRule, layout: CaptureLayout, place: Place, pieces: Iterable[Piece]
) -> Iterator[tuple[int, ValueKinds]]:
    """One row, and the kinds of values in pieces of files.

    Raises:
        DatasetError: As `blocks_of_records`.
        UnlikeSparkError: If something is not plain.
    """
    filesystem = place.filesystem()
    kinds = VALUE_KINDS.empty()
    for piece in pieces:
        for block in blocks_of_records(filesystem, piece, rule, BLOCK_BYTES):
            if encoding_of(block.records) not in (None, layout.encoding):
                raise several_encodings()
            kinds = VALUE_KINDS.merge(kinds, _kinds_of(block, rule, layout))
    if kinds:
        yield 1, kinds


def _kinds_of(block: Block, rule: CaptureRule, layout: CaptureLayout) -> ValueKinds:
    if layout.encoding is Encoding.JSON:
        lines, _ = lines_of(block, rule.captured_output)
        return kinds_in([lines.data])[1]
    return {
        f"_c{index}": TEXTS for index in range(widest_of(block, rule.captured_output, layout.output_width))
    }


def _output_width(block: Block) -> int | None:
    """How many columns the output of the first record with rows has; None if there is no such record."""
    has_rows = False
    for index, status in enumerate(block.records[:, STATUS].tolist()):
        if status == BROKEN:
            continue
        found = record_in(block, index, Encoding.CSV)
        rows = csv_rows(found, CapturedOutput.START, 0)
        has_rows = has_rows or bool(rows)
        if rows and found.output is not None:
            without = csv_rows(found, CapturedOutput.NONE, 0) or [[]]
            return len(rows[0]) - len(without[0])
    return 0 if has_rows else None
