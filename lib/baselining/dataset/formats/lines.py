"""What CSV and JSON Lines have in common: which files of lines the workers can read."""

from __future__ import annotations

from baselining.dataset.columns import UnlikeSparkError
from baselining.dataset.compression import refuse_compressed
from baselining.dataset.files import DataFile
from baselining.dataset.found import Found, refuse_folders


def lines_of(found: Found) -> list[DataFile]:
    """As `text_of`, but compressed files are refused."""
    refuse_compressed(found.files)
    return text_of(found)


def text_of(found: Found) -> list[DataFile]:
    """The files with bytes in them, in the order in which Spark lists them.

    Raises:
        UnlikeSparkError: If there are none, or their names say something that is Spark's to judge.
    """
    refuse_folders(found)
    files = [file for file in found.files if file.size]
    if not files:
        raise UnlikeSparkError("there are no files with bytes in them")
    return files
