"""A baseline's two documents in a local folder: read, and written so that nothing is half-written and nothing lost."""

from __future__ import annotations

import filecmp
import os
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from baselining.documents.files import CONSTRAINTS, STATISTICS
from baselining.documents.pair import Documents
from baselining.documents.quality_pair import QualityDocuments, are_of_quality
from baselining.errors import ConfigError
from baselining.world.s3uri import is_s3

PREVIOUS = "previous"
"""The sub-folder that keeps what writes replaced, in a numbered folder each."""


def check_folder(folder: str) -> Path:
    """The folder as a path, if files can be written there.

    Raises:
        ConfigError: If it is in S3, is a file, or cannot be made.
    """
    if is_s3(folder):
        raise ConfigError(
            f"The output is a local folder, found {folder!r}.",
            hint="To store a baseline in S3: baselining publish DIR --to …",
        )
    path = Path(folder)
    if path.exists() and not path.is_dir():
        raise ConfigError(f"The output {folder!r} is a file; it should be a folder.")
    ancestor = next(parent for parent in [path, *path.absolute().parents] if parent.exists())
    if not os.access(ancestor, os.W_OK | os.X_OK):
        raise ConfigError(f"No permission to write to {str(ancestor)!r}.")
    return path


def write_documents(folder: Path, files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write the documents; each is at any time the old one or the new one, whole.

    Files that were there with other bytes (they may hold hand edits) are kept together, each time in a folder of their
    own: `previous/1/`, `previous/2/` … None of those is ever changed, and the same bytes are kept once.

    Returns:
        The files that are kept now and were not before, at their new places.

    Raises:
        ConfigError: If the folder cannot be written to, or the disk is full.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".writing-") as scratch:
            fresh, replaced = Path(scratch) / "new", Path(scratch) / PREVIOUS
            fresh.mkdir()
            replaced.mkdir()
            for name, body in files.items():  # all that needs room on the disk comes before the first change
                (fresh / name).write_bytes(body)
                if _would_be_lost(folder, name, fresh / name):
                    shutil.copy2(folder / name, replaced / name)
            kept = _keep(replaced, folder / PREVIOUS)
            for name in files:
                os.replace(fresh / name, folder / name)
    except OSError as problem:
        raise ConfigError(
            f"Cannot write to {str(folder)!r}: {problem.strerror or type(problem).__name__}."
        ) from None
    return kept


def _would_be_lost(folder: Path, name: str, fresh: Path) -> bool:
    """Is the file there with other bytes than those to come and all those kept?"""
    old = folder / name
    others = [fresh, folder / PREVIOUS / name, *(folder / PREVIOUS).glob(f"*/{name}")]
    return old.exists() and not any(
        filecmp.cmp(old, other, shallow=False) for other in others if other.is_file()
    )


def _keep(replaced: Path, previous: Path) -> tuple[Path, ...]:
    """Give the folder of replaced files, if there are any, the next free number."""
    names = sorted(file.name for file in replaced.iterdir())
    if not names:
        return ()
    previous.mkdir(exist_ok=True)
    number = 1 + max((int(path.name) for path in previous.iterdir() if path.name.isdecimal()), default=0)
    os.replace(
        replaced, previous / str(number)
    )  # fails if another run took the number meanwhile: it has files
    return tuple(previous / str(number) / name for name in names)


def read_files(folder: Path) -> tuple[dict[str, bytes], dict[str, int | str]]:
    """Read a baseline of data quality or of model quality, to be published: its files, and what they say of the data.

    Raises:
        DocumentError: As `read_documents`; or if documents of model quality are damaged, or of different problems.
    """
    with suppress(OSError):
        found = {name: (folder / name).read_bytes() for name in (STATISTICS, CONSTRAINTS)}
        if are_of_quality(found[CONSTRAINTS]):
            return found, _facts_of_quality(found, folder)
    documents, files = read_documents(folder)
    return files, dict(documents.facts())


def _facts_of_quality(files: Mapping[str, bytes], folder: Path) -> dict[str, int | str]:
    documents = QualityDocuments.from_files(files, place=str(folder))
    assert documents.statistics is not None  # noqa: S101 - it is among the files
    return {"item_count": documents.statistics.dataset.item_count, "problem_type": documents.problem}


def read_documents(folder: Path) -> tuple[Documents, dict[str, bytes]]:
    """Read a baseline: its documents, and the bytes that they were read from.

    The bytes are what is published: they may be laid out otherwise than we would.

    Raises:
        DocumentError: If a document is missing or damaged, or they describe different features.
    """
    files = {}
    for name in (STATISTICS, CONSTRAINTS):
        with suppress(OSError):
            files[name] = (folder / name).read_bytes()
    documents = Documents.from_files(files, place=str(folder))
    documents.require_same_features()
    return documents, files
