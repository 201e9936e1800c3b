"""Arrow's arrays as numpy has them."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pyarrow as pa
import pytest

from baselining.fold.arrays import numbers_in, places_in

KINDS = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float32", "float64")


@pytest.mark.parametrize("kind", KINDS)
def test_numbers_are_those_of_the_array(kind: str) -> None:
    values = np.arange(9).astype(kind)

    found = numbers_in(pa.array(values))

    assert found.dtype == values.dtype
    assert found.tolist() == values.tolist()


@pytest.mark.parametrize("kind", KINDS)
def test_numbers_of_a_slice_are_those_of_the_slice(kind: str) -> None:
    cells = pa.array(np.arange(9).astype(kind))

    assert numbers_in(cells[3:7]).tolist() == [3, 4, 5, 6]
    assert numbers_in(cells[3:3]).tolist() == []
    assert numbers_in(pa.array([], pa.type_for_alias(kind))).tolist() == []


def test_numbers_are_not_copied_and_cannot_be_changed() -> None:
    found = numbers_in(pa.array([1, 2, 3]))

    with pytest.raises(ValueError, match="read-only"):
        found[0] = 7


def test_places_pick_cells() -> None:
    assert pa.array(["a", "b", "c"]).take(places_in(np.array([2, 0, 2]))).to_pylist() == ["c", "a", "c"]
    assert pa.array(["a"]).take(places_in(np.empty(0, np.int64))).to_pylist() == []


def test_loading_the_kernels_loads_neither_pandas_nor_what_numba_compiles_with() -> None:
    script = (
        "import sys; from baselining.fold.compile import compile_kernels, load_kernels; load_kernels(); "
        "print([name for name in ('pandas', 'scipy.linalg', 'numba.np.arraymath') if name in sys.modules])"
    )

    subprocess.run(
        [sys.executable, "-c", "import baselining.fold.compile as c; c.compile_kernels()"], check=True
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert run.stdout.strip() == "[]"
