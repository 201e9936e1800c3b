"""Loading what tasks need, before workers are forked, and then being PySpark's own daemon."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import redirect_stdout, suppress
from importlib import import_module

_MODULES = ("pyspark.worker", "baselining.spark.engines.arrow", "baselining.dataset.plan")
"""What tasks are made of, with all that these import."""


def serve() -> None:
    """Load what tasks need and fork workers until Spark closes stdin."""
    load()
    from pyspark.daemon import manager

    manager()  # type: ignore[no-untyped-call]


def load() -> None:
    """Load modules and compiled kernels; leave no thread behind, of which a forked child would have only the locks.

    Nothing is compiled, and no connection is made. What cannot be loaded is left to the worker that needs it, which
    says what is wrong.
    """
    # Arrow's jemalloc, which is not even used by default, would start a thread.
    os.environ.setdefault("JE_ARROW_MALLOC_CONF", "background_thread:false")
    gc.disable()
    with suppress(Exception), redirect_stdout(sys.stderr):  # Spark reads a port from stdout
        _load()
    gc.enable()
    gc.freeze()  # or the first collection of each worker would write to, and so copy, all that is loaded


def _load() -> None:
    for module in _MODULES:
        import_module(module)
    from baselining.fold.compile import load_kernels

    load_kernels()
