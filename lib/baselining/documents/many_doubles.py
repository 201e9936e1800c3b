"""The texts of many doubles at once, as `java_double.py` has them: sketches are most of a document.

From 1e-3 up to but excluding 1e7 Java's text is the shortest one that reads back as the same double, which a kernel
writes ten times as fast as Python. The others come from `java_double.py`, one by one.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

import numpy as np

from baselining.documents.java_double import double_text, doubles_text

FEWEST = 300_000
"""Doubles; with fewer, loading the kernel takes longer than Python does."""

AT_ONCE = 1 << 20
"""So many, or one list, are written at a time, into 32 MB."""


def texts_of_lists(lists: Sequence[Sequence[float]]) -> Iterator[bytes | memoryview]:
    """For each list what `doubles_text` gives, as bytes.

    Raises:
        ValueError: If one number is NaN or infinite.
    """
    if sum(map(len, lists)) < FEWEST:
        yield from (doubles_text(each).encode() for each in lists)
        return
    for some in _portions(lists):
        yield from _texts(some)


def _portions(lists: Sequence[Sequence[float]]) -> Iterator[list[Sequence[float]]]:
    some: list[Sequence[float]] = []
    count = 0
    for each in lists:
        some.append(each)
        count += len(each)
        if count >= AT_ONCE:
            yield some
            some, count = [], 0
    yield some


def _texts(lists: Sequence[Sequence[float]]) -> list[memoryview]:
    from baselining.kernels.digits import LONGEST, write_doubles  # loads numba, which few commands need

    values = np.frombuffer(b"".join(struct.pack(f"{len(each)}d", *each) for each in lists))
    ends = np.fromiter(accumulate(map(len, lists)), np.int64)
    magnitudes = np.abs(values)
    is_other = ~((magnitudes >= 1e-3) & (magnitudes < 1e7) | (magnitudes == 0.0))
    others = [double_text(value).encode() for value in values[is_other].tolist()]
    out = np.empty(LONGEST * len(values), np.uint8)
    length = write_doubles(
        values,
        ends,
        np.frombuffer(b"".join(others) or b"\0", np.uint8),
        np.fromiter(accumulate(map(len, others)), np.int64),
        out,
    )
    text = memoryview(out[:length].tobytes())
    return [text[start:end] for start, end in pairwise([0, *ends.tolist()])]
