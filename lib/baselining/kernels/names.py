"""A table of names, to know them again where they stand in bytes: by what followed last time, else by their hash.

The table is three arrays, because a compiled loop is slow to take arrays out of a tuple:

* `text` (uint8): all names, one behind the other.
* `table` (int64): a row for each name, behind a first row for none: where its text begins and ends, which name followed
  it last time (`FOLLOWS`; of the first row: the first name of a line), and room for what the user knows of it. In the
  first row, `START` is how many names there are, and `END` how many bytes of `text` they take.
* `slots` (int64): a name's row where its hash says, or in the first free place behind; a power of two of them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from baselining.kernels.bits import load_word
from baselining.kernels.jit import loop
from baselining.kernels.xxhash import hash_bytes

START, END, FOLLOWS, FIELDS = range(4)
NONE = 0
"""The row that is no name's."""

_BYTES_EACH = 32
_SLOTS_EACH = 4

Table = tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64], npt.NDArray[np.int64]]


def table_of(names: Sequence[bytes], capacity: int, fields: int = FIELDS) -> Table:
    """A table of `names`, with room for `capacity` of usual length in all, and so many fields for each."""
    text = np.zeros(sum(map(len, names)) + _BYTES_EACH * capacity, np.uint8)
    table = np.zeros((capacity + 1, fields), np.int64)
    slots = np.zeros(1 << (_SLOTS_EACH * capacity).bit_length(), np.int64)
    for name in names:
        enter(text, table, slots, np.frombuffer(name, np.uint8), 0, len(name))
    return text, table, slots


def names_in(text: npt.NDArray[np.uint8], table: npt.NDArray[np.int64]) -> list[bytes]:
    """All names, in the order in which they were entered."""
    return [text[row[START] : row[END]].tobytes() for row in table[1 : 1 + table[NONE, START]]]


@loop
def is_name(text: np.ndarray, table: np.ndarray, name: int, data: np.ndarray, start: int, end: int) -> bool:
    """Does `data[start:end]` spell this name?"""
    first = table[name, START]
    if table[name, END] - first != end - start:
        return False
    while start + 8 <= data.size and first + 8 <= text.size and start < end:
        differ = load_word(text, first) ^ load_word(data, start)
        if end - start < 8:
            differ <<= np.uint64(64 - 8 * (end - start))
        if differ:
            return False
        first += 8
        start += 8
    for i in range(end - start):  # noqa: SIM110 - numba knows no all() of a generator
        if text[first + i] != data[start + i]:
            return False
    return True


@loop
def _slot_of(
    text: np.ndarray, table: np.ndarray, slots: np.ndarray, data: np.ndarray, start: int, end: int
) -> int:
    """Where the name `data[start:end]` is, or would be."""
    most = slots.size - 1
    slot = np.int64(hash_bytes(data, start, end)) & most
    while slots[slot] != NONE and not is_name(text, table, slots[slot], data, start, end):
        slot = (slot + 1) & most
    return slot


@loop
def find(
    text: np.ndarray, table: np.ndarray, slots: np.ndarray, data: np.ndarray, start: int, end: int
) -> int:
    """The row of the name `data[start:end]`, or `NONE`."""
    return slots[_slot_of(text, table, slots, data, start, end)]


@loop
def enter(
    text: np.ndarray, table: np.ndarray, slots: np.ndarray, data: np.ndarray, start: int, end: int
) -> int:
    """Enter the name `data[start:end]`, which is not there; its row, or `NONE` if there is no room."""
    name = table[NONE, START] + 1
    first = table[NONE, END]
    last = first + (end - start)
    if name == table.shape[0] or last > text.size:
        return NONE
    for i in range(end - start):
        text[first + i] = data[start + i]
    slots[_slot_of(text, table, slots, data, start, end)] = name
    table[name, START] = first
    table[name, END] = last
    table[NONE, START] = name
    table[NONE, END] = last
    return name
