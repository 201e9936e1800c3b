"""A process that loads what Spark's Python workers need while Spark's JVM still starts, and becomes their parent.

The driver starts it: `python -m baselining.spark.daemon.ahead NAME`. It says on stdout that it listens, loads, and
waits for the daemon that Spark starts; it ends when the driver does.
"""

from __future__ import annotations

import os
import select
import socket
import sys
from contextlib import suppress

from baselining.spark.daemon.handing import address, taken_over
from baselining.spark.daemon.preload import load, serve


def main(name: str) -> None:
    """Listen under this name, load, and serve the first who fits."""
    os.setpgid(0, 0)  # a terminal's Ctrl-C is for the driver
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address(name))
        listener.listen()
        os.write(1, b"\1")
        load()
        ready, _, _ = select.select([0, listener.fileno()], [], [])
        if 0 in ready:  # the driver never writes: it has ended
            return
        connection, _ = listener.accept()
    with connection, suppress(OSError):
        if taken_over(connection):
            serve()


if __name__ == "__main__":
    main(sys.argv[1])
