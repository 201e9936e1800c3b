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


def refuse_compressed(files: Sequence[DataFile]) -> None:
    """Raise UnlikeSparkError if Hadoop would decompress a file before it takes it for lines."""
    if any(os.path.splitext(file.path)[1] in SUFFIXES | _ADDED for file in files):
        raise UnlikeSparkError("compressed")
