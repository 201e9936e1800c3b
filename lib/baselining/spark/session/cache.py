"""The user's cache folder: what starting Spark leaves for the next start, and what of it may be trusted."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path

VARIABLE = "BASELINING_CACHE"
"""Names the folder; `off`: nothing is kept, and nothing that was kept is used."""

_OFF = "off"
_OTHERS_WRITE = stat.S_IWOTH
_OTHERS_OR_GROUP_WRITE = stat.S_IWOTH | stat.S_IWGRP


def cache_folder() -> Path | None:
    """The folder, made if it is not there; None if it is switched off, cannot be made, or others may write to it.

    Its place is `baselining` in XDG_CACHE_HOME, by default in `~/.cache`
    (https://specifications.freedesktop.org/basedir-spec/latest/).
    """
    named = os.environ.get(VARIABLE, "")
    if named.lower() == _OFF:
        return None
    try:
        folder = Path(named).absolute() if named else _default()
        if not folder.is_dir():
            folder.mkdir(mode=0o700, parents=True)
        folder = folder.resolve(strict=True)
    except (OSError, RuntimeError):  # no such right, no space, no home
        return None
    is_ours = _is_trusted(folder, _OTHERS_OR_GROUP_WRITE)
    return folder if is_ours and all(map(_is_safe_above, folder.parents)) else None


def trusted_file(file: Path) -> bool:
    """Is it a regular file of ours, or of root's, that nobody else may write to?"""
    return _is_trusted(file, _OTHERS_OR_GROUP_WRITE) and stat.S_ISREG(file.lstat().st_mode)


def write_whole(file: Path, content: bytes) -> None:
    """Write a file so that nobody ever sees half of it.

    Raises:
        OSError: If it cannot be written.
    """
    unfinished = unfinished_name(file)
    try:
        unfinished.write_bytes(content)
        unfinished.chmod(0o600)
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)


def unfinished_name(file: Path) -> Path:
    """Under which this process writes a file before it gives it its name."""
    return file.with_name(f"{file.name}.{os.getpid()}.new")


def _default() -> Path:
    given = os.environ.get("XDG_CACHE_HOME", "")
    above = Path(given) if os.path.isabs(given) else Path.home() / ".cache"
    return above / "baselining"


def _is_trusted(path: Path, writable: int) -> bool:
    """Does it belong to us or to root, and may nobody else write to it?"""
    with contextlib.suppress(OSError):
        found = path.lstat()
        return found.st_uid in (os.geteuid(), 0) and not found.st_mode & writable
    return False


def _is_safe_above(folder: Path) -> bool:
    """Can nobody else put another folder in the place of one in this one?"""
    with contextlib.suppress(OSError):
        found = folder.stat()
        is_sticky = bool(found.st_mode & stat.S_ISVTX)
        return is_sticky or (found.st_uid in (os.geteuid(), 0) and not found.st_mode & _OTHERS_WRITE)
    return False
