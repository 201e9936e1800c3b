"""Warm Python workers: what tasks need is loaded once, by the process that Spark forks its workers from.

Spark starts `spark.python.daemon.module` on each machine. Stock Spark's module loads almost nothing, so that each
worker loads numpy, pyarrow and numba again; and it takes PySpark itself from a zip, which is compiled anew each time.
"""

from __future__ import annotations
