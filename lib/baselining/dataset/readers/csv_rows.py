"""Plain CSV → rows of some columns, as text; an empty cell is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa

from baselining.dataset.files import Piece, Place
from baselining.dataset.readers.csv import CsvLayout, read_csv
from baselining.dataset.readers.lines import open_text
from baselining.fold.cells import Cells
from baselining.kernels.csv import copy_cells

_MOST_ROWS = 65_536
_CELLS_AT_ONCE = 262_144


def rows_of_csv(
    layout: CsvLayout, names: Sequence[str], place: Place, pieces: Sequence[Piece]
) -> Iterator[pa.RecordBatch]:
    """With layout, names and place, `RowsOfPieces`."""
    indexes = [layout.names.index(name) for name in names]
    at_once = max(min(_CELLS_AT_ONCE // len(layout.names), _MOST_ROWS), 64)
    filesystem = place.filesystem()
    for piece in pieces:
        with open_text(filesystem, piece.file) as file:
            for cells in read_csv(file, piece, layout, at_once):
                if len(cells.starts):
                    arrays = [_texts(cells, index) for index in indexes]
                    yield pa.RecordBatch.from_arrays(arrays, list(names))


def _texts(cells: Cells, column: int) -> pa.Array:
    rows = len(cells.starts)
    lengths = cells.ends[:, column] - cells.starts[:, column]
    ends = np.zeros(rows + 1, np.int32)
    np.cumsum(lengths, out=ends[1:])
    text = np.empty(int(ends[-1]), np.uint8)
    copy_cells(cells.data, cells.starts, column, ends, text)
    there = np.packbits(lengths > 0, bitorder="little")
    return pa.Array.from_buffers(
        pa.string(), rows, [pa.py_buffer(there), pa.py_buffer(ends), pa.py_buffer(text)]
    )
