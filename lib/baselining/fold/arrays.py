"""Arrow's arrays as numpy has them, and back, without what loads pandas where it is installed.

`pa.array` and `np.asarray` of an Arrow array first look whether pandas has to do with it, for which they load pandas:
that takes a worker a quarter of a second, and is never so.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa


def numbers_in(cells: pa.Array) -> npt.NDArray[Any]:
    """The values of an array of integers or floats without missing ones; not copied, not to be changed."""
    kind = cells.type
    letter = "f" if pa.types.is_floating(kind) else "u" if pa.types.is_unsigned_integer(kind) else "i"
    numbers = np.dtype(f"{letter}{kind.bit_width // 8}")
    if not len(cells):  # it may have no buffer at all
        return np.empty(0, numbers)
    found = np.frombuffer(cells.buffers()[1], numbers, len(cells), cells.offset * numbers.itemsize)
    found.flags.writeable = False  # kernels are compiled for arrays that cannot be changed
    return found


def places_in(values: npt.NDArray[np.int64]) -> pa.Array:
    """An array of int64, not copied, to pick cells with."""
    return pa.Array.from_buffers(pa.int64(), values.size, [None, pa.py_buffer(values)])
