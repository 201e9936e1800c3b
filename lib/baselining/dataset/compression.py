"""Which names say that a file is compressed. Hadoop goes by the name alone, and so do we."""

from __future__ import annotations

import os
from collections.abc import Sequence

from baselining.dataset.columns import UnlikeSparkError
from baselining.dataset.files import DataFile

SUFFIXES = frozenset({".bz2", ".deflate", ".gz", ".lz4", ".snappy", ".zst"})
"""Those of Hadoop's own codecs (`CompressionCodecFactory`)."""

_ADDED = frozenset({".lzo", ".lzo_deflate", ".lzop"})
"""Those of codecs that clusters often add."""

_ALIKE = {".gz": "gzip", ".bz2": "bz2"}
"""What pyarrow decompresses as every Hadoop does, one stream after another, and its names.

Zstandard is not among them: Hadoop has it only with its native library, and Snappy and LZ4 are framed in its own way.
"""


def codec_of(path: str) -> str | None:
    """Pyarrow's name of the codec with which a file is to be decompressed; None if it is not compressed.

    Raises:
        UnlikeSparkError: If that is Hadoop's to do.
    """
    suffix = os.path.splitext(path)[1]
    if suffix in (SUFFIXES | _ADDED) - _ALIKE.keys():
        raise UnlikeSparkError("compressed in a way that only Hadoop knows")
    return _ALIKE.get(suffix)


def refuse_compressed(files: Sequence[DataFile]) -> None:
    """Raise UnlikeSparkError if Hadoop would decompress a file before it takes it for lines."""
    if any(os.path.splitext(file.path)[1] in SUFFIXES | _ADDED for file in files):
        raise UnlikeSparkError("compressed")
