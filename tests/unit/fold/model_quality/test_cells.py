"""Labels that are small whole numbers need no search, and are what a search finds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from baselining.fold.model_quality.cells import labels_of

COLUMNS = {
    "zeros and ones": pa.array([1, 0, 0, 1], pa.int32()),
    "bytes": pa.array([3, 63, 0], pa.int8()),
    "beyond the small": pa.array([3, 64], pa.int64()),
    "below 0": pa.array([-1, 2], pa.int64()),
    "with missing ones": pa.array([1, None, 2], pa.int64()),
    "doubles": pa.array([0.0, 1.0, 6.0]),
    "minus zero": pa.array([0.0, -0.0, 1.0]),
    "fractions": pa.array([0.5, 1.0]),
    "NaN": pa.array([1.0, float("nan")]),
    "infinity": pa.array([1.0, float("inf")]),
    "single": pa.array([1.0, 2.0], pa.float32()),
    "truths": pa.array([True, False]),
    "text": pa.array(["1", "0"]),
    "none": pa.array([], pa.int64()),
    "part of an array": pa.array([9, 1, 0, 2], pa.int64())[1:3],
}


@pytest.mark.parametrize("name", COLUMNS)
def test_labels_are_written_as_they_are(name: str) -> None:
    cells = COLUMNS[name]
    found = labels_of(cells)

    texts = [None if code < 0 else found.texts[code] for code in found.codes.tolist()]
    assert texts == [_text(value) for value in cells.to_pylist()]
    assert found.codes.dtype == np.int64
    assert found.missing.tolist() == [value is None for value in cells.to_pylist()]


def _text(value: Any) -> str | None:
    return None if value is None else repr(value) if isinstance(value, float) else str(value)
