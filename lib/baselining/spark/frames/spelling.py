"""Locations as Spark's readers are to be given them."""

from __future__ import annotations

import os
import re

from baselining.dataset.local import LocalFiles, is_local, local_files
from baselining.errors import DatasetError


def locate(uri: str) -> LocalFiles | str:
    """Files on this machine, one by one; a location elsewhere in Hadoop's spelling.

    Raises:
        DatasetError: If nothing is there, on this machine.
    """
    return local_files(uri) if is_local(uri) else hadoop_spelling(uri)


def reader_paths(location: LocalFiles | str) -> list[str]:
    """What to hand to Spark's reader: local files in order of name, everything else as it is.

    Raises:
        DatasetError: If Spark cannot open a local file because of its name.
    """
    if isinstance(location, str):
        return [location]
    for path in location.paths:
        if ":" in os.path.basename(path):
            raise DatasetError(
                f"Spark cannot open {path}, because there is a colon in the file's name.", hint="Rename it."
            )
    return [_escaped(path) for path in location.paths]


def reader_options(location: LocalFiles | str) -> dict[str, str]:
    """Options for Spark's reader: without this base, the names of partition folders would not become columns."""
    if isinstance(location, LocalFiles) and location.is_folder:
        return {"basePath": location.root}
    return {}


def hadoop_spelling(uri: str) -> str:
    """The spelling Hadoop understands outside EMR, too: `s3a://` for S3."""
    return re.sub(r"^s3n?://", "s3a://", uri)


def _escaped(path: str) -> str:
    """A local path as a URI in which nothing is taken for a glob."""
    return "file://" + re.sub(r"([\[\]{}*?\\])", r"\\\1", path)
