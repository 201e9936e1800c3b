"""Captured records → rows that can be folded: cells of CSV as of a CSV file, objects as lines of JSON Lines."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa  # noqa: TC002 - loaded anyway

from baselining.dataset.capture.records import CapturedOutput, Encoding, Payload, Record
from baselining.dataset.capture.rows import json_rows
from baselining.dataset.columns import FileColumn, OtherColumnsError
from baselining.dataset.readers.capture import Block
from baselining.dataset.readers.jsonl import PlainLines
from baselining.dataset.readers.spark_types import plain_cells, plain_type
from baselining.fold.batches import builder_for
from baselining.fold.cells import Cells, CellsBuilder
from baselining.kernels import capture as records
from baselining.kernels import capture_rows as kernels
from baselining.kernels.capture_objects import write_lines
from baselining.kernels.csv import is_ascii

Bytes: TypeAlias = npt.NDArray[np.uint8]
Longs: TypeAlias = npt.NDArray[np.int64]

POSITIONS = {
    CapturedOutput.START: kernels.OUTPUT_FIRST,
    CapturedOutput.END: kernels.OUTPUT_LAST,
    CapturedOutput.NONE: kernels.NO_OUTPUT,
}
_CELLS_AT_ONCE, _LEAST_ROWS = 65_536, 64
_MOST_NUMBERS, _ALL_NUMBERS = 16_384, 4_000_000


class Rows(Protocol):
    """Rows of blocks, some at a time, and what folds them."""

    def builders(self) -> list[Any]:
        """For each column what folds it."""

    def batches(self, block: Block) -> Iterator[tuple[Longs, Any]]:
        """For each of some rows when it was captured; and those rows, which the next ones overwrite."""

    def add(self, builders: Sequence[Any], batch: Any, start: int, end: int) -> None:
        """Fold the rows from `start` up to `end` of a batch."""

    def take_short(self) -> int:
        """How many rows were short since this was asked for last."""


class CsvRows:
    """`Rows` of CSV. All columns are text.

    Args:
        columns: Of the dataset.
        output_width: How many columns are the output's.
        hours: For how many hours there may be builders at once.
    """

    def __init__(
        self, columns: int, captured_output: CapturedOutput, output_width: int, hours: int = 1
    ) -> None:
        rows = max(_CELLS_AT_ONCE // columns, _LEAST_ROWS)
        self._columns = columns
        self._position = POSITIONS[captured_output]
        self._output_width = output_width
        self._room = max(rows, min(_MOST_NUMBERS, _ALL_NUMBERS // (columns * hours)))
        self._short = 0
        self._make_room(rows)

    def builders(self) -> list[Any]:
        """As `Rows.builders`."""
        return [CellsBuilder(self._room) for _ in range(self._columns)]

    def batches(self, block: Block) -> Iterator[tuple[Longs, Any]]:
        """As `Rows.batches`.

        Raises:
            OtherColumnsError: If a row has more cells than there are columns.
        """
        plain = bool(is_ascii(block.data))
        number = 0
        counts = np.zeros(kernels.COUNTS, np.int64)
        while number < len(block.records):
            self._starts.fill(0)
            self._ends.fill(0)
            before = number
            number, rows = kernels.read_rows(
                block.data,
                block.records,
                number,
                self._position,
                self._output_width,
                self._starts,
                self._ends,
                self._seconds,
                counts,
            )
            if counts[kernels.WIDEST] > self._columns:
                raise OtherColumnsError("wider rows than its beginning has")
            if rows:
                cells = Cells(
                    data=block.data, starts=self._starts[:rows], ends=self._ends[:rows], is_ascii=plain
                )
                yield self._seconds[:rows], cells
            elif number == before:
                self._make_room(2 * len(self._seconds))
        self._short += int(counts[kernels.SHORT])

    def add(self, builders: Sequence[Any], batch: Cells, start: int, end: int) -> None:
        """As `Rows.add`."""
        most = self._room
        for at in range(start, end, most):
            behind = min(at + most, end)
            cells = Cells(
                data=batch.data,
                starts=batch.starts[at:behind],
                ends=batch.ends[at:behind],
                is_ascii=batch.is_ascii,
            )
            for index, builder in enumerate(builders):
                builder.add(cells, index)

    def take_short(self) -> int:
        """As `Rows.take_short`."""
        short, self._short = self._short, 0
        return short

    def _make_room(self, rows: int) -> None:
        self._starts = np.zeros((rows, self._columns), np.int32)
        self._ends = np.zeros((rows, self._columns), np.int32)
        self._seconds = np.empty(rows, np.int64)


class JsonRows:
    """`Rows` of objects; names tell columns apart."""

    def __init__(self, columns: Sequence[FileColumn], captured_output: CapturedOutput) -> None:
        self._columns = columns
        self._captured_output = captured_output
        self._lines = PlainLines(columns)

    def builders(self) -> list[Any]:
        """As `Rows.builders`."""
        return [builder_for(plain_type(column.spark_type)) for column in self._columns]

    def batches(self, block: Block) -> Iterator[tuple[Longs, Any]]:
        """As `Rows.batches`.

        Raises:
            OtherColumnsError: If there are other names, or values of other types.
            UnlikeSparkError: If an object is not plain, or nested.
        """
        lines, seconds = lines_of(block, self._captured_output)
        row = 0
        for batch in self._lines.batches(lines):
            yield seconds[row : row + batch.num_rows], batch
            row += batch.num_rows

    def add(self, builders: Sequence[Any], batch: pa.RecordBatch, start: int, end: int) -> None:
        """As `Rows.add`."""
        part = batch.slice(start, end - start) if end - start < batch.num_rows else batch
        for builder, column, cells in zip(builders, self._columns, part.columns, strict=True):
            builder.add(plain_cells(cells, column.spark_type))

    def take_short(self) -> int:
        """As `Rows.take_short`: objects may lack members, which is no matter of rows."""
        return 0


def lines_of(block: Block, captured_output: CapturedOutput) -> tuple[Bytes, Longs]:
    """The objects of a block as JSON Lines, and when each was captured; records without become broken.

    Raises:
        DatasetError: As `json_rows`.
    """
    were_broken = block.records[:, records.STATUS] == records.BROKEN
    lines, seconds = _by_loops(block, block.records, captured_output)
    doubtful = np.flatnonzero((block.records[:, records.STATUS] == records.BROKEN) & ~were_broken).tolist()
    in_python = {
        index: rows
        for index in doubtful
        if (rows := json_rows(record_in(block, index, Encoding.JSON), captured_output))
    }
    if not in_python:
        return lines, seconds
    parts = []
    before = 0
    for index, rows in in_python.items():
        parts.append(_by_loops(block, block.records[before:index], captured_output))
        text = "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows).encode()
        moment = int(block.records[index, records.SECONDS])
        parts.append((np.frombuffer(text, np.uint8), np.full(len(rows), moment)))
        block.records[index, records.STATUS] = records.PLAIN
        before = index + 1
    parts.append(_by_loops(block, block.records[before:], captured_output))
    texts, moments = zip(*parts, strict=True)
    return np.concatenate(texts), np.concatenate(moments)


def _by_loops(block: Block, some: Longs, captured_output: CapturedOutput) -> tuple[Bytes, Longs]:
    """The objects of some records, where the compiled loops know them; other records become broken."""
    size = int((some[:, records.INPUT_END] - some[:, records.INPUT]).sum())
    size += int((some[:, records.OUTPUT_END] - some[:, records.OUTPUT]).sum())
    out = np.empty(2 * size + 4 * len(some) + 8, np.uint8)
    seconds = np.empty(size // 2 + 1, np.int64)
    end, rows = write_lines(block.data, some, POSITIONS[captured_output], out, seconds)
    return out[:end], seconds[:rows]


def record_in(block: Block, index: int, encoding: Encoding) -> Record:
    """A record of a block in plain Python; it does not say when it was captured."""
    record = block.records[index].tolist()
    sides = [
        Payload(encoding=encoding, text=block.data[record[at] : record[at + 1]].tobytes().decode())
        if record[code]
        else None
        for at, code in (
            (records.INPUT, records.INPUT_CODE),
            (records.OUTPUT, records.OUTPUT_CODE),
        )
    ]
    return Record(seconds=None, input=sides[0], output=sides[1])


def widest_of(block: Block, captured_output: CapturedOutput, output_width: int) -> int:
    """How many cells the widest row of CSV has; records without rows become broken."""
    counts = np.zeros(kernels.COUNTS, np.int64)
    number, room = 0, _CELLS_AT_ONCE
    while number < len(block.records):
        starts, ends = (np.zeros((room, 0), np.int32) for _ in range(2))
        before = number
        number, rows = kernels.read_rows(
            block.data,
            block.records,
            number,
            POSITIONS[captured_output],
            output_width,
            starts,
            ends,
            np.empty(room, np.int64),
            counts,
        )
        if number == before and not rows:
            room *= 2
    return int(counts[kernels.WIDEST])
