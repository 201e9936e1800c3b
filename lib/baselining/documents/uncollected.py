"""Letting Python's collector of cycles rest while a document is made or read.

A document is a tree of many objects and has no cycles. The collector runs again and again while it grows, and looks at
all of them each time: for 5,000 features that took as long as reading them.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Within this no cycles are looked for, by any thread; afterwards as before."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
