"""Parquet files that belong to a Delta table are read as that table or not at all.

Its log alone says which of them count; the others hold rows that were removed or replaced.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from posixpath import dirname

from baselining.errors import DatasetError

_LOG = "_delta_log"


def refuse_delta(uri: str, files: Iterable[str], has_folder: Callable[[str], bool]) -> None:
    """Refuse files in a folder that a Delta table's log stands in, or below one.

    Args:
        uri: As the user gave it.
        files: Paths or URIs, all of one spelling.
        has_folder: Is there a folder of this name?

    Raises:
        DatasetError: If there is such a log.
    """
    for folder in sorted(_folders(files)):
        if has_folder(f"{folder.rstrip('/')}/{_LOG}"):
            raise DatasetError(
                f"{uri} belongs to a Delta table: there is a {_LOG} in {folder}. Read as plain Parquet, its files "
                "would give rows that the table no longer has.",
                hint="Read the table: its folder, with --format delta (dataset.format).",
            )


def _folders(files: Iterable[str]) -> set[str]:
    """All folders that the files are in, up to the root."""
    folders: set[str] = set()
    for file in files:
        folder = dirname(file)
        while folder and folder not in folders and not folder.endswith(":"):
            folders.add(folder)
            folder = dirname(folder)
    return folders
