"""One pass over the cells of one column: classify, hash, read the numbers, and count texts that repeat."""

from __future__ import annotations

import numpy as np

from baselining.kernels.bits import bits_of_double, byte_at, double_of_bits, word_at
from baselining.kernels.jit import inlined, kernel
from baselining.kernels.padded import common_number
from baselining.kernels.registers import index_and_rank
from baselining.kernels.text import EXACT, FRACTIONAL, INTEGRAL, MISSING, NO_NUMBER, STRING, parse_cell
from baselining.kernels.xxhash import hash_padded

NO_TEXTS, STRING_TEXTS, ALL_TEXTS = range(3)
"""Which texts are counted: none, those of class String, or all."""

DONE, FULL, UNCERTAIN = range(3)
"""Why a pass ended: no cells are left; there is no room for another text; another way has to round a number."""

FILLED, HIGH, LOW, ODD, REPLACED, ENTRIES, TEXT_BYTES, STATE = range(8)
"""Places in the state of a column (int64, `STATE` of them).

How many numbers were read; the exact sum of the integers among them is `HIGH` x 2^32 + `LOW`; how many of them were not
`EXACT`; cells with U+FFFD that are not counted by text; texts that are, and their bytes.
"""

HASH, COUNT, NUMBER, INTEGER, START, END, KIND, HOW, HAS_REPLACED, ENTRY = range(10)
"""Places in what is kept of a text that is counted (int64, `ENTRY` of them).

Its hash; how often it was there; what `parse_cell` says of it, the number by its bits; where it stands among the texts.
"""


@inlined
def _is_same(start: int, end: int, other: int) -> bool:
    """Is the text between two addresses the one at another? Eight bytes behind either may be loaded."""
    while end - start >= 8 and word_at(start) == word_at(other):
        start += 8
        other += 8
    behind = np.uint64(8 * (8 - min(end - start, 8)))
    return start == end or (word_at(start) ^ word_at(other)) << behind == 0


@inlined
def _place_of(start: int, end: int, word: int, slots: int, last: int, entries: int, texts: int) -> int:
    """The place among slots of the text between two addresses, whose hash is `word`; a free one if it is not there.

    Slots up to `last`, entries and texts are given by their addresses, too.
    """
    place = word & last
    while True:
        entry = np.int64(word_at(slots + 8 * place))
        if entry < 0:
            break
        known = entries + 8 * ENTRY * entry
        size = np.int64(word_at(known + 8 * END) - word_at(known + 8 * START))
        is_alike = np.int64(word_at(known + 8 * HASH)) == word and size == end - start
        if is_alike and _is_same(start, end, texts + np.int64(word_at(known + 8 * START))):
            break
        place = (place + 1) & last
    return place


@inlined
def has_replaced(start: int, end: int) -> bool:
    """Is U+FFFD between two addresses, which decoders put where the bytes were not of the encoding they expected?"""
    found = False
    for at in range(start, end - 2):
        found |= byte_at(at) == 0xEF and byte_at(at + 1) == 0xBF and byte_at(at + 2) == 0xBD
    return found


@kernel
def read_cells(  # noqa: C901 - one pass
    data: np.ndarray,
    starts: np.ndarray,
    ends: np.ndarray,
    column: int,
    row: int,
    rows: int,
    counted: int,
    is_ascii: bool,
    keeps_numbers: bool,
    given: float,
    classes: np.ndarray,
    registers: np.ndarray,
    state: np.ndarray,
    numbers: np.ndarray,
    how: np.ndarray,
    slots: np.ndarray,
    entries: np.ndarray,
    texts: np.ndarray,
) -> tuple[int, int]:
    """Read the cells `data[starts[row, column] : ends[row, column]]` from `row` up to `rows`; empty ones are missing.

    Args:
        data: uint8; eight bytes behind it may be loaded.
        counted: Which texts are.
        is_ascii: Has `data` no other characters?
        keeps_numbers: Are numbers wanted?
        given: The number of the first cell, if this is the answer to `UNCERTAIN`; else NaN.
        classes: Per class, how many cells (int64); added to.
        registers: 512; raised.
        state: See `FILLED`; added to.
        numbers, how: Filled from `FILLED` on; there must be room for as many as there are cells.
        slots: int64, twice as many as `entries` at least, a power of two; -1 where one is free.
        entries: int64, so many times `ENTRY`.
        texts: uint8; eight bytes more than are ever used.

    Returns:
        (the row that comes next, why it ended).
    """
    base = data.ctypes.data
    slots_at, entries_at, texts_at = slots.ctypes.data, entries.ctypes.data, texts.ctypes.data
    last_slot = slots.size - 1
    filled, high, low, odd = state[FILLED], np.int64(0), np.int64(0), np.int64(0)
    why = DONE
    while row < rows:
        first, last = np.int64(starts[row, column]), np.int64(ends[row, column])
        start, end = base + first, base + last
        if start == end:
            classes[MISSING] += 1
            row += 1
            continue
        word = hash_padded(start, end)
        entry = place = np.int64(-1)
        if counted == ALL_TEXTS:
            place = _place_of(start, end, np.int64(word), slots_at, last_slot, entries_at, texts_at)
            entry = np.int64(slots[place])
        if entry >= 0:
            kind, way, integer = entries[entry, KIND], entries[entry, HOW], entries[entry, INTEGER]
            number = double_of_bits(np.uint64(entries[entry, NUMBER]))
            entries[entry, COUNT] += 1
        else:
            kind, number, integer = common_number(start, end)
            way = EXACT
            if kind == MISSING:
                kind, number, way, castable, integer = parse_cell(data, first, last)
                if not castable or (kind != INTEGRAL and kind != FRACTIONAL):
                    way, number, integer = NO_NUMBER, 0.0, 0
                elif number != number and keeps_numbers:
                    if given != given:
                        why = UNCERTAIN
                        break
                    number = given
            replaced = kind == STRING and not is_ascii and has_replaced(start, end)
            if counted == ALL_TEXTS or (counted == STRING_TEXTS and kind == STRING):
                if place < 0:
                    place = _place_of(start, end, np.int64(word), slots_at, last_slot, entries_at, texts_at)
                if slots[place] < 0:
                    entry = state[ENTRIES]
                    at = state[TEXT_BYTES]
                    behind = at + end - start
                    if entry == entries.shape[0] or behind + 8 > texts.size:
                        why = FULL
                        break
                    slots[place] = entry
                    entries[entry, HASH] = np.int64(word)
                    entries[entry, COUNT] = 0
                    entries[entry, NUMBER] = bits_of_double(number)
                    entries[entry, INTEGER] = integer
                    entries[entry, START] = at
                    entries[entry, END] = behind
                    entries[entry, KIND] = kind
                    entries[entry, HOW] = way
                    entries[entry, HAS_REPLACED] = replaced
                    texts[at:behind] = data[first:last]
                    state[ENTRIES] += 1
                    state[TEXT_BYTES] = behind
                entries[slots[place], COUNT] += 1
            else:
                state[REPLACED] += replaced
            given = np.nan
            index, rank = index_and_rank(word)
            if rank > registers[index]:
                registers[index] = rank
        classes[kind] += 1
        if keeps_numbers and way != NO_NUMBER:
            numbers[filled] = number
            how[filled] = way
            filled += 1
            odd += way != EXACT
            high += integer >> 32
            low += integer & 0xFFFFFFFF
        row += 1
    state[FILLED] = filled
    state[HIGH] += high
    state[LOW] += low
    state[ODD] += odd
    return row, why
