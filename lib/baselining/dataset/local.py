"""A location on this machine → its data files, in order of name."""

from __future__ import annotations

import glob
import os
import re
from dataclasses import dataclass

from baselining.dataset.hidden import is_hidden
from baselining.dataset.path_names import check_local
from baselining.errors import DatasetError, NoDataError

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalFiles:
    """Files on this machine, by absolute path.

    Attributes:
        root: The folder, file or pattern that named them, as an absolute path.
        is_folder: Is it a folder?
    """

    paths: tuple[str, ...]
    root: str
    is_folder: bool


def is_local(uri: str) -> bool:
    """Is it a path, or a `file:` URI?"""
    return _SCHEME.match(uri) is None or uri.startswith("file:")


def local_path(uri: str) -> str:
    """The absolute path that it means; what looks like an escape (`%20`) is a part of the name, as for Hadoop."""
    return os.path.abspath(re.sub(r"^file:(//)?", "", uri))


def local_files(uri: str) -> LocalFiles:
    """The files at a path, in all folders of a folder, or that match a pattern, without hidden ones.

    Raises:
        DatasetError: If nothing is there, or a name is no text.
    """
    path = local_path(uri)
    found = sorted(glob.glob(path)) if glob.has_magic(path) and not os.path.exists(path) else [path]
    found = [each for each in found if os.path.exists(each)]
    if not found:
        raise NoDataError(f"No dataset at {uri}.")
    files = [file for each in found for file in ([each] if os.path.isfile(each) else _below(each))]
    files = [file for file in files if not is_hidden(os.path.basename(file))]
    if not files:
        raise DatasetError(
            f"The dataset at {uri} is empty: there is no file in it.",
            hint="Files whose names begin with `_` or `.` do not count: Spark takes them for bookkeeping.",
        )
    check_local(files)
    return LocalFiles(paths=tuple(files), root=path, is_folder=os.path.isdir(path))


def local_table(uri: str) -> str:
    """The folder of a Delta table, by absolute path.

    Raises:
        DatasetError: If nothing is there, or its name is no text.
    """
    path = local_path(uri)
    if not os.path.exists(path):
        raise NoDataError(f"No dataset at {uri}.")
    check_local([path])
    return path


def _below(folder: str) -> list[str]:
    """The files below a folder in order of name, without the hidden ones that Spark leaves out too."""
    files = []
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not is_hidden(name))
        files += [os.path.join(parent, name) for name in sorted(names) if not is_hidden(name)]
    return sorted(files)
