"""The files that a dataset's location names, as the workers find them."""

from __future__ import annotations

import os
from dataclasses import dataclass

from baselining.dataset.columns import UnlikeSparkError
from baselining.dataset.files import DataFile, Place, list_local_files
from baselining.dataset.local import LocalFiles


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Files, and where they are.

    Attributes:
        root: The location as the files' paths have it: a folder, a file, or a pattern. None where the names of folders
            say nothing.
        is_folder: Is it a folder, below which the names of folders may say something about the rows?
    """

    place: Place
    files: tuple[DataFile, ...]
    root: str | None = None
    is_folder: bool = False

    @property
    def folders(self) -> list[list[str]]:
        """For each file the folders that it is in, below the location."""
        if self.root is None:
            return [[] for _ in self.files]
        return [os.path.relpath(file.path, self.root).split("/")[:-1] for file in self.files]


def found_local(local: LocalFiles) -> Found:
    """Files on this machine.

    Raises:
        DatasetError: If one is gone.
    """
    files = list_local_files(local.paths)
    return Found(place=Place(), files=tuple(files), root=local.root, is_folder=local.is_folder)


def refuse_folders(found: Found) -> None:
    """Raise UnlikeSparkError if the names of folders give columns, or decide the order in which Spark reads files."""
    folders = found.folders
    if any("=" in folder for steps in folders for folder in steps):
        raise UnlikeSparkError("partitioned into folders")
    if found.place.is_s3 and any(folders):
        raise UnlikeSparkError("in folders of folders in S3")
