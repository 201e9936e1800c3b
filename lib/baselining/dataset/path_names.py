"""Which paths cannot be read, whatever the format, and why: said before a library fails at them, or reads another file.

Spark reads through Hadoop, which normalises paths (`org.apache.hadoop.fs.Path`): it drops a slash behind a slash and
resolves `.` and `..`, while these are parts of a name in S3. Control characters cannot stand in S3's lists of keys
(XML 1.0). Java knows file names as text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from baselining.errors import DatasetError

_LOCATION = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^/]*(?P<path>.*)", re.DOTALL)
_DOTS = re.compile(r"(?:^|/)(\.{1,2})(?=/|$)")
_NAMES = {"\n": "line feed", "\r": "carriage return", "\t": "tab", "\0": "NUL", "\x7f": "delete"}
_RENAME = "Copy it to another name."


def check_location(uri: str) -> None:
    """Raise DatasetError if a location other than on this machine cannot be read; it says which character is why."""
    found = _LOCATION.fullmatch(uri)
    if found and (reason := _reason(found["path"])):
        raise DatasetError(f"{printable(uri)} cannot be read: it holds {reason}.", hint=_RENAME)


def check_keys(keys: Iterable[str], uri: str) -> None:
    """Raise DatasetError if one of the files found below `uri`, other than on this machine, cannot be read."""
    for key in keys:
        if reason := _reason(key):
            raise DatasetError(
                f"{printable(key)}, which is part of {uri}, cannot be read: its name holds {reason}.",
                hint=_RENAME,
            )


def check_local(paths: Iterable[str]) -> None:
    """Raise DatasetError if the name of a file on this machine is no text: bytes that are not UTF-8."""
    for path in paths:
        if any(_is_surrogate(character) for character in path):
            raise DatasetError(
                f"{printable(path)} cannot be read: its name holds bytes that are not UTF-8.",
                hint="Rename it.",
            )


def check_for_hadoop(paths: Iterable[str]) -> None:
    """Raise DatasetError if Hadoop cannot open a file on this machine, which it has a file of checksums for.

    It makes that one's path of the name alone, and takes what stands before a colon for the scheme of a URI.
    """
    for path in paths:
        if ":" in path.rpartition("/")[2]:
            raise DatasetError(
                f"Spark cannot open {printable(path)}, because there is a colon in the file's name.",
                hint="Rename it.",
            )


def printable(path: str) -> str:
    """A path as it can be shown on one line in any terminal."""
    return "".join(
        ascii(character)[1:-1] if _is_control(character) or _is_surrogate(character) else character
        for character in path
    )


def _reason(path: str) -> str:
    if "//" in path:
        return "two slashes in a row (//), which Hadoop takes for one"
    if found := _DOTS.search(path):
        return f"the folder {found[1]!r}, which Hadoop takes for {'this' if found[1] == '.' else 'the one above'}"
    if surrogate := next(filter(_is_surrogate, path), ""):
        return f"U+{ord(surrogate):04X}, which is no character of UTF-8"
    if control := next(filter(_is_control, path), ""):
        name = _NAMES.get(control)
        return f"the control character U+{ord(control):04X}" + (f" ({name})" if name else "")
    return ""


def _is_control(character: str) -> bool:
    return unicodedata.category(character) == "Cc"


def _is_surrogate(character: str) -> bool:
    return unicodedata.category(character) == "Cs"
