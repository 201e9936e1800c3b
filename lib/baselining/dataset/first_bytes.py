"""What a file is, by its first bytes, where it is not the UTF-8 text that its format asks for.

Spark takes every file of CSV or JSON Lines for UTF-8, and tells a compressed one by the end of its name alone.
Sources: the Unicode Standard, 2.13 (byte order marks); RFC 1952, RFC 8878 and each format's own page (signatures).
"""

from __future__ import annotations

from dataclasses import dataclass

from baselining.errors import DatasetError

FIRST_BYTES = 4096
"""How many are looked at, at most."""

_CONVERT = "Convert it to UTF-8, for instance: iconv -f {} -t UTF-8 FILE > NEW."
_UNPACK = "Unpack it first: Spark reads no archives."
_SAY_FORMAT = "Say what it is: --format {} (dataset.format)."
_DECOMPRESS = "Decompress it, or compress it with gzip (.gz)."
_RENAME = "Give it a name that ends in {}: Spark tells by that what to decompress."
_EXPORT = "Export it as CSV, in UTF-8."

_MARKS = (
    (b"\xff\xfe\0\0", "UTF-32 (little-endian)", "UTF-32LE"),
    (b"\0\0\xfe\xff", "UTF-32 (big-endian)", "UTF-32BE"),
    (b"\xff\xfe", "UTF-16 (little-endian)", "UTF-16LE"),
    (b"\xfe\xff", "UTF-16 (big-endian)", "UTF-16BE"),
    (b"+/v8-", "UTF-7", "UTF-7"),
    (b"\x84\x31\x95\x33", "GB 18030", "GB18030"),
    (b"\xdd\x73\x66\x73", "UTF-EBCDIC", "UTF-EBCDIC"),
)
"""Byte order marks, the longer before the shorter; the encoding; its name for iconv."""

_SIGNATURES = (
    (b"\x1f\x8b", "compressed with gzip", _RENAME.format(".gz")),
    (b"BZh", "compressed with bzip2", _RENAME.format(".bz2")),
    (b"\x28\xb5\x2f\xfd", "compressed with Zstandard", _DECOMPRESS),
    (b"\x04\x22\x4d\x18", "compressed with LZ4", _DECOMPRESS),
    (b"\xfd7zXZ\0", "compressed with xz", _DECOMPRESS),
    (b"\xff\x06\0\0sNaPpY", "compressed with Snappy", _DECOMPRESS),
    (b"PK\3\4", "a ZIP archive (an Excel workbook is one, too)", _UNPACK),
    (b"PK\5\6", "an empty ZIP archive", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", _UNPACK),
    (b"PAR1", "Parquet", _SAY_FORMAT.format("parquet")),
    (b"ORC", "ORC", "Write it as Parquet."),
    (b"Obj\1", "Avro", "Write it as Parquet."),
    (b"ARROW1", "an Arrow (Feather) file", "Write it as Parquet."),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel workbook", _EXPORT),
    (b"SQLite format 3\0", "an SQLite database", _EXPORT),
    (b"\x89HDF\r\n\x1a\n", "HDF5", _EXPORT),
    (b"\x93NUMPY", "a NumPy array", _EXPORT),
    (b"%PDF-", "a PDF document", _EXPORT),
)
"""How files of other kinds begin, what they are, and what to do."""

_MOSTLY, _HARDLY = 0.5, 0.1
_LEAST = 2
"""Groups of four bytes to tell an encoding by: a NUL may stand in text by mistake."""


@dataclass(frozen=True, slots=True)
class OtherBytes:
    """What a file is instead of UTF-8 text, to be said behind `is`; and what to do about it."""

    what: str
    remedy: str


def other_bytes(head: bytes) -> OtherBytes | None:
    """What a file that begins with `head` is, if not UTF-8 text; None if nothing says so.

    Args:
        head: Its first bytes, or all; after `FIRST_BYTES` nothing is looked at.
    """
    head = head[:FIRST_BYTES]
    for mark, encoding, name in _MARKS:
        if head.startswith(mark):
            return OtherBytes(f"in {encoding}, by its byte order mark", _CONVERT.format(name))
    if found := _wide_encoding(head):
        encoding, name, where = found
        return OtherBytes(f"in {encoding}, with NUL for {where}", _CONVERT.format(name))
    for signature, what, remedy in _SIGNATURES:
        if head.startswith(signature) and (not signature.decode("latin-1").isprintable() or _is_binary(head)):
            return OtherBytes(what, remedy)
    return None


def refuse_other_bytes(path: str, head: bytes) -> None:
    """Raise DatasetError if the file at `path`, which begins with `head`, is no UTF-8 text."""
    if found := other_bytes(head):
        raise DatasetError(f"{path} is no UTF-8 text: it is {found.what}.", hint=found.remedy)


def _is_binary(head: bytes) -> bool:
    """Does it hold bytes that text does not? A signature of letters may be a column's name."""
    return any(byte < 9 or 13 < byte < 32 for byte in head) or not _is_utf8(head)


def _is_utf8(head: bytes) -> bool:
    try:
        head.decode()
    except UnicodeDecodeError as problem:
        return problem.start > len(head) - 4  # a character may be cut off at the end
    return True


def _wide_encoding(head: bytes) -> tuple[str, str, str] | None:
    """UTF-16 or UTF-32 without a mark, by where NUL bytes stand: most text has characters below U+0100."""
    places = [head[start : len(head) // 4 * 4 : 4] for start in range(4)]
    if len(places[0]) < _LEAST:
        return None
    share = [place.count(0) / len(place) for place in places]
    if min(share[2:]) == 1 and share[0] <= _HARDLY:
        return "UTF-32 (little-endian)", "UTF-32LE", "the last bytes of every four"
    if min(share[:2]) == 1 and share[3] <= _HARDLY:
        return "UTF-32 (big-endian)", "UTF-32BE", "the first bytes of every four"
    even, odd = (share[0] + share[2]) / 2, (share[1] + share[3]) / 2
    if odd >= _MOSTLY and even <= _HARDLY:
        return "UTF-16 (little-endian)", "UTF-16LE", "every second byte"
    if even >= _MOSTLY and odd <= _HARDLY:
        return "UTF-16 (big-endian)", "UTF-16BE", "every second byte"
    return None
