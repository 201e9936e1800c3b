"""Cells as labels and as numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from baselining.states.model_quality.labels import number_of

Mask = npt.NDArray[np.bool_]
Doubles = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]


_MOST_SMALL = 64


@dataclass(frozen=True, slots=True)
class Labels:
    """Labels of rows.

    Attributes:
        codes: Places in `texts`; -1 where there is none.
        texts: Different ones, as they are written; some may be of no row.
    """

    codes: Codes
    texts: tuple[str, ...]

    @property
    def missing(self) -> Mask:
        """Where there is none."""
        return self.codes < 0

    def where(self, rows: Mask | slice) -> Labels:
        """Those of some rows."""
        return Labels(self.codes[rows], self.texts)

    def each(self, answers: list[bool]) -> Mask:
        """An answer for each text, by row; False where there is no label."""
        if not any(answers):
            return np.zeros(self.codes.size, np.bool_)
        return np.array([*answers, False])[self.codes]


def labels_of(cells: pa.Array) -> Labels:
    """The labels of a column of text or numbers; NaN, which is no label, stays `nan`."""
    small = None if cells.null_count or not len(cells) else _small_numbers(cells)
    if small is not None:
        return small
    coded = cells if pa.types.is_dictionary(cells.type) else cells.dictionary_encode()
    codes = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    return Labels(codes, tuple(map(_text, coded.dictionary.to_pylist())))


def _small_numbers(cells: pa.Array) -> Labels | None:
    """As `labels_of`, of a few neighbouring whole numbers, which need no search; None if it has others."""
    is_whole = pa.types.is_signed_integer(cells.type)
    if not is_whole and not pa.types.is_float64(cells.type):
        return None
    numbers = cells.to_numpy()
    low, high = numbers.min(), numbers.max()
    if not 0 <= low <= high < _MOST_SMALL:
        return None
    codes = numbers.astype(np.int64)
    if not is_whole and (np.signbit(numbers).any() or (codes != numbers).any()):
        return None
    return Labels(codes, _SMALL_WHOLE if is_whole else _SMALL_DOUBLE)


def _text(value: Any) -> str:
    return repr(value) if isinstance(value, float) else str(value)


_SMALL_WHOLE = tuple(map(_text, range(_MOST_SMALL)))
_SMALL_DOUBLE = tuple(map(_text, map(float, range(_MOST_SMALL))))


def numbers_of(cells: pa.Array) -> tuple[Doubles, Mask]:
    """The numbers of a column, NaN where there is none, and where a cell is missing."""
    if pa.types.is_dictionary(cells.type):
        cells = cells.cast(cells.type.value_type)
    if cells.null_count:
        missing = np.asarray(cells.is_null().to_numpy(zero_copy_only=False))
    else:
        missing = np.zeros(len(cells), np.bool_)
    if pa.types.is_string(cells.type) or pa.types.is_large_string(cells.type):
        cells = _parsed(cells)
    elif pa.types.is_decimal(cells.type):
        # By way of their text: Arrow's own cast is not exact (fold/typed.py).
        cells = pc.cast(pc.cast(cells, pa.string()), pa.float64())
    numbers = cells.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False)
    return np.ascontiguousarray(numbers, np.float64), missing


def read_only(numbers: Doubles) -> Doubles:
    """The same, as Arrow's own are: kernels are compiled for each kind of array."""
    view: Doubles = numbers.view()
    view.flags.writeable = False
    return view


def _parsed(cells: pa.Array) -> pa.Array:
    try:
        return pc.cast(cells, pa.float64())
    except pa.ArrowInvalid:
        labels = labels_of(cells)
        numbers = [number_of(text.strip()) for text in labels.texts]
        return pa.array([*numbers, None], pa.float64()).take(pa.array(labels.codes % (len(numbers) + 1)))
