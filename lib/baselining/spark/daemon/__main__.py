"""What Spark runs as the parent of its Python workers: `spark.python.daemon.module=baselining.spark.daemon`.

It hands its streams to a process that has loaded all of it already, if there is one (`ahead.py`), or loads it itself.
"""

from __future__ import annotations

from baselining.spark.daemon.handing import handed_over
from baselining.spark.daemon.path import prefer_unpacked
from baselining.spark.daemon.preload import serve


def main() -> None:
    """Serve until Spark closes stdin."""
    prefer_unpacked()
    if not handed_over():
        serve()


if __name__ == "__main__":
    main()
