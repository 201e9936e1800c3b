"""Columns that stand in the names of folders (`month=7/`), with the types Spark finds for them.

Spark looks at all values to find a type; here its answer is taken, and each value is read as that type. What could be
read in more than one way is left to Spark's reader.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import replace

from baselining.dataset.columns import FileColumn, UnlikeSparkError
from baselining.dataset.files import DataFile

_NULL = "__HIVE_DEFAULT_PARTITION__"
_INTEGER = re.compile(r"[+-]?[0-9]{1,19}")
_DATE = re.compile(r"(1[6-9]|[2-9][0-9])[0-9]{2}-[0-9]{2}-[0-9]{2}")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_BELOW_ASCII_END = 0x80


def partition_columns(
    columns: tuple[FileColumn, ...], files: Sequence[DataFile], root: str | None
) -> tuple[tuple[FileColumn, ...], list[DataFile]]:
    """The files with the columns that their folders name.

    Args:
        columns: All of the dataset's, as Spark's reader has them.
        files: Below `root`.
        root: The folder that Spark was given, as the files' paths have it; None if it was given files.

    Raises:
        UnlikeSparkError: If folders name other columns in other files, or values of types not known here.
    """
    if root is None:
        return columns, list(files)
    folders = [os.path.relpath(file.path, root).split("/")[:-1] for file in files]
    if not any("=" in folder for steps in folders for folder in steps):
        return columns, list(files)
    pairs = [[_pair(folder) for folder in steps] for steps in folders]
    names = [name for name, _ in pairs[0]]
    if any([name for name, _ in each] != names for each in pairs) or len(set(names)) < len(names):
        raise UnlikeSparkError("its folders do not all name the same columns")
    types = {column.name: column.spark_type for column in columns}
    if not set(names) <= set(types):
        raise UnlikeSparkError("its folders do not name columns for Spark")
    return columns, [
        replace(file, constants=tuple((name, _value(text, types[name], name)) for name, text in each))
        for file, each in zip(files, pairs, strict=True)
    ]


def _pair(folder: str) -> tuple[str, str]:
    name, equals, value = folder.partition("=")
    if not equals or not name or not value or folder[0] in "._":
        raise UnlikeSparkError("some of its folders name columns and some do not")
    return _unescaped(name), _unescaped(value)


def _unescaped(text: str) -> str:
    """As Spark's `unescapePathName` has it, which takes each byte for a character."""

    def character(found: re.Match[str]) -> str:
        code = int(found[1], 16)
        if code >= _BELOW_ASCII_END:
            raise UnlikeSparkError("its folders are named with characters that are escaped")
        return chr(code)

    return _ESCAPE.sub(character, text)


def _value(text: str, spark_type: str, name: str) -> int | str | None:
    """The cell, as text or a number, as `plain_cells` gives it."""
    if text == _NULL:
        return None
    if spark_type == "string":
        return text
    if spark_type in ("int", "bigint") and _INTEGER.fullmatch(text):
        return int(text)
    if spark_type == "date" and _DATE.fullmatch(text):
        return text
    raise UnlikeSparkError(f"its folders name values of the column {name!r} of type {spark_type}")
