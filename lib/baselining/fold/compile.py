"""Compile all kernels ahead of time, as an image does while it is built: `python -m baselining.fold.compile`.

They are kept where NUMBA_CACHE_DIR says, or beside the package; without this, the first run on each machine takes some
ten seconds longer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from baselining.fold import sketch as sketch_builder
from baselining.fold.batches import builder_for
from baselining.fold.cells import Cells, CellsBuilder
from baselining.fold.model_quality.cells import read_only
from baselining.kernels.capture import RECORD, scan_records, unescape_payloads
from baselining.kernels.capture_objects import write_lines
from baselining.kernels.capture_rows import COUNTS, read_rows
from baselining.kernels.csv import PADDING, find_cells, is_ascii
from baselining.kernels.digits import write_doubles
from baselining.kernels.errors import fold_errors
from baselining.kernels.jit import NotCompiledError, compiling_nothing
from baselining.kernels.jsonl import FIELDS, copy_texts, end_texts, scan_jsonl
from baselining.kernels.names import table_of
from baselining.kernels.ranks import largest_difference
from baselining.kernels.scores import count_scores

_NUMBERS = ("int16", "int32", "int64", "float32", "float64")
_TEXTS = ["1", "-0", "2.5", "1e300", "99999999999999999999", "true", "a", "\ufffd", ""]


def compile_kernels() -> None:
    """Use each kernel once, with every type of argument that occurs."""
    for use in chain(_uses_of_workers(), _uses_of_the_driver()):
        use()


def load_kernels() -> None:
    """Use workers' kernels that are compiled already, so that a process and its children need not load them later."""
    with compiling_nothing():
        for use in _uses_of_workers():
            with suppress(NotCompiledError):
                use()


def _uses_of_workers() -> Iterator[Callable[[], object]]:
    columns = [_numbers(np.array([1, 2, 0], kind), pa.type_for_alias(kind)) for kind in _NUMBERS]
    columns += [_numbers(np.array([1, 0]), pa.decimal128(precision, 2)) for precision in (10, 30)]
    columns += [_texts(_TEXTS, pa.string(), np.int32), _texts(_TEXTS, pa.large_string(), np.int64)]
    columns += [_texts([str(i) for i in range(300)], pa.string(), np.int32)]
    columns += [_texts(["a"] * 99, pa.string(), np.int32).dictionary_encode()]
    for cells in columns:
        yield partial(_fold, cells)
    yield _use_csv
    yield _use_jsonl
    yield _use_capture
    yield _use_model_quality


def _uses_of_the_driver() -> Iterator[Callable[[], object]]:
    sketch = np.array([1.5, 2.5]).view(np.uint64)
    yield partial(largest_difference, sketch, np.array([2]), sketch.copy(), np.array([2]), False)
    ends, texts = np.array([1]), np.frombuffer(b"1.0E9", np.uint8)
    yield partial(write_doubles, np.array([1e9]), ends, texts, np.array([5]), np.empty(9, np.uint8))


def _numbers(values: npt.NDArray[Any], kind: pa.DataType) -> pa.Array:
    """Without `pa.array`, which loads pandas if it is installed. The third number is missing."""
    count = 8 * values.nbytes // kind.bit_width
    return pa.Array.from_buffers(kind, count, [pa.py_buffer(b"\3"), pa.py_buffer(values)])


def _texts(texts: Sequence[str], kind: pa.DataType, offset: type) -> pa.Array:
    """Likewise. One that is empty is missing."""
    parts = [text.encode() for text in texts]
    is_there = pa.py_buffer(np.packbits([bool(part) for part in parts], bitorder="little"))
    offsets = pa.py_buffer(np.cumsum([0, *map(len, parts)]).astype(offset))
    return pa.Array.from_buffers(kind, len(parts), [is_there, offsets, pa.py_buffer(b"".join(parts))])


def _fold(cells: pa.Array) -> None:
    is_text = pa.types.is_dictionary(cells.type)
    builder = builder_for(cells.type.value_type if is_text else cells.type)
    builder.add(cells)
    builder.add(cells)
    numbers = builder.column().numbers
    if numbers is not None:
        sketch_builder.merge(numbers.sketch, numbers.sketch)


def _use_jsonl() -> None:
    data = np.frombuffer(b'{"a": 1}\n', np.uint8)
    values, states, ends = np.zeros((1, 1), np.int64), np.zeros((1, 1), np.uint8), np.empty(2, np.int32)
    scan_jsonl(data, 0, *table_of([b"a"], 1, FIELDS), values, states)
    for column in values:
        copy_texts(data, column, ends, np.empty(end_texts(column, states[0], ends), np.uint8))


def _use_capture() -> None:
    side = b'"%s":{"data":"\\u0061","encoding":"CSV"}'
    line = b'{"captureData":{' + side % b"endpointInput" + b"," + side % b"endpointOutput" + b"}}"
    data = np.frombuffer(bytearray(line + bytes(PADDING)), np.uint8)[: len(line)]
    records, cells, seconds = (
        np.empty((1, RECORD), np.int64),
        np.zeros((1, 2), np.int32),
        np.zeros(1, np.int64),
    )
    scan_records(data, 0, 0, records)
    unescape_payloads(data, records)
    read_rows(data, records, 0, 1, 1, cells, cells.copy(), seconds, np.zeros(COUNTS, np.int64))
    write_lines(data, records, 1, np.empty(99, np.uint8), seconds)


def _use_model_quality() -> None:
    numbers = read_only(np.ones(1))
    fold_errors(np.zeros((2, 9)), numbers, numbers)
    count_scores(np.zeros((4, 2), np.uint64), numbers, np.ones(1, np.bool_), 0, 0, 3)


def _use_csv() -> None:
    data = np.frombuffer(bytearray(b"a,2.5\n1,3\n" + bytes(PADDING)), np.uint8)[:10]
    starts, ends = np.empty((2, 2), np.int32), np.empty((2, 2), np.int32)
    find_cells(data, 0, False, starts, ends)
    builder = CellsBuilder(2)
    builder.add(Cells(data=data, starts=starts, ends=ends, is_ascii=is_ascii(data)), 1)
    builder.column()


if __name__ == "__main__":
    compile_kernels()
