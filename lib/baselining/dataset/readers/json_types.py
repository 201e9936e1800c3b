"""The types that Spark infers for plain JSON Lines: from the kinds of all values, column by column.

The rules are those of `JsonInferSchema` (Spark 3.5) for flat objects: integers are bigint; together with other numbers
they are double; null and empty texts may be of any type, and a column that has nothing else is text; columns are in the
order of `String.compareTo`. Columns of several types become text in Spark, which only its own reader writes as it does.
Wider numbers, which may be decimals, are not plain.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from baselining.dataset.columns import FileColumn, UnlikeSparkError
from baselining.dataset.files import DataFile, Piece, Place
from baselining.dataset.readers.lines import BLOCK_BYTES, blocks_of, open_listed
from baselining.kernels.json_tokens import PLAIN
from baselining.kernels.jsonl import (
    BOOLEANS,
    EMPTY_TEXTS,
    FIELDS,
    FRACTIONS,
    INTEGERS,
    KINDS,
    NO_ROOM,
    REASONS,
    SEEN,
    TEXTS,
    scan_jsonl,
)
from baselining.kernels.names import names_in, table_of
from baselining.states.value_kinds import VALUE_KINDS, ValueKinds

ALLOWED_KINDS = {
    "string": TEXTS | EMPTY_TEXTS,
    "bigint": INTEGERS,
    "double": INTEGERS | FRACTIONS,
    "boolean": BOOLEANS,
}
"""Spark's types, and the kinds of values that its reader and the workers' read alike."""

_COLUMNS = 64
_SAMPLES, _SAMPLE_BYTES = 4, 256 * 1024


def columns_of_some(place: Place, files: Sequence[DataFile]) -> tuple[FileColumn, ...]:
    """The columns that Spark would infer if there were no more than a few lines of the files.

    Raises:
        DatasetError: If a file changed meanwhile, cannot be read, or is no UTF-8 text.
        UnlikeSparkError: If only Spark's reader reads them.
    """
    kinds = VALUE_KINDS.empty()
    for _, more in find_kinds(place, samples_of(files)):
        kinds = VALUE_KINDS.merge(kinds, more)
    return columns_of_kinds(kinds)


def columns_of_kinds(kinds: ValueKinds) -> tuple[FileColumn, ...]:
    """The columns that Spark infers where values are of these kinds.

    Raises:
        UnlikeSparkError: If only Spark's reader reads them.
    """
    if not kinds:
        raise UnlikeSparkError("it has no columns")
    if "" in kinds:
        raise UnlikeSparkError("a column has no name")
    names = sorted(kinds, key=lambda name: name.encode("utf-16-be"))
    return tuple(FileColumn(name=name, spark_type=_type_of(name, kinds[name])) for name in names)


def _type_of(name: str, kinds: int) -> str:
    for spark_type, allowed in ALLOWED_KINDS.items():
        if not kinds & ~allowed:
            return spark_type
    raise UnlikeSparkError(f"the column {name!r} has values of several types")


def reading_kinds(
    _: Sequence[object], place: Place
) -> AbstractContextManager[partial[Iterator[tuple[int, ValueKinds]]]]:
    """Opens a place, to find the kinds of values in its files."""
    return nullcontext(partial(find_kinds, place))


def find_kinds(place: Place, pieces: Sequence[Piece]) -> Iterator[tuple[int, ValueKinds]]:
    """The number of rows and the kinds of values of pieces of files.

    Raises:
        DatasetError: If a file changed meanwhile, cannot be read, or is no UTF-8 text.
        UnlikeSparkError: If something is not plain.
    """
    filesystem = place.filesystem()
    rows, kinds = 0, VALUE_KINDS.empty()
    for piece in pieces:
        with open_listed(filesystem, piece.file) as file:
            more, found = kinds_in(blocks_of(file, piece, BLOCK_BYTES))
            rows, kinds = rows + more, VALUE_KINDS.merge(kinds, found)
    if rows:
        yield rows, kinds


def kinds_in(blocks: Iterable[memoryview]) -> tuple[int, ValueKinds]:
    """The number of rows, and the kinds of values, of blocks of whole lines.

    Raises:
        UnlikeSparkError: If something is not plain.
    """
    names = table_of([], _COLUMNS, FIELDS)
    values, states = np.empty((0, 0), np.int64), np.empty((0, 0), np.uint8)
    rows = 0
    for block in blocks:
        check_text(block)
        data = np.frombuffer(block, np.uint8)
        at = 0
        while at < data.size:
            names[1][:, SEEN] = 0
            at, more, found = scan_jsonl(data, at, *names, values, states)
            rows += more
            if found == NO_ROOM:
                names = _with_more_room(*names)
            elif found != PLAIN:
                raise UnlikeSparkError(REASONS[found])
    texts = [name.decode() for name in names_in(*names[:2])]
    return rows, dict(zip(texts, names[1][1:, KINDS].tolist(), strict=False))


def check_text(block: memoryview) -> None:
    """Raise UnlikeSparkError if the bytes are not UTF-8."""
    ends = np.array([0, len(block)], np.int64)
    text = pa.Array.from_buffers(pa.large_string(), 1, [None, pa.py_buffer(ends), pa.py_buffer(block)])
    try:
        text.validate(full=True)
    except pa.ArrowInvalid:
        raise UnlikeSparkError("it is not UTF-8") from None


def samples_of(files: Sequence[DataFile]) -> list[Piece]:
    """A few pieces of files, at even distances, from the first line on."""
    total = sum(file.size for file in files)
    pieces = []
    for number in range(_SAMPLES):
        at = total * number // _SAMPLES
        for file in files:
            if at < file.size:
                pieces.append(Piece(file=file, start=at, end=min(at + _SAMPLE_BYTES, file.size)))
                break
            at -= file.size
    return pieces


def _with_more_room(
    text: npt.NDArray[np.uint8], table: npt.NDArray[np.int64], _: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    known = names_in(text, table)
    larger = table_of(known, 2 * len(table), FIELDS)
    larger[1][1 : 1 + len(known), KINDS] = table[1 : 1 + len(known), KINDS]
    return larger
