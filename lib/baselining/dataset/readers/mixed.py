"""The refusal of a column whose type differs from file to file, whoever reads the files."""

from __future__ import annotations

from baselining.errors import DatasetError


def mixed_types(column: str, expected: str, found: str, path: str) -> DatasetError:
    """The error for a column whose type differs from file to file."""
    return DatasetError(
        f"The column {column!r} is of type {expected} in the first file and {found} in {path}.",
        hint="Write all files with one type for it: types are neither widened nor guessed.",
    )
