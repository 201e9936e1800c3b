"""Names of files that Spark's readers leave out, even of files that were named one by one."""

from __future__ import annotations


def is_hidden(name: str) -> bool:
    """Is it hidden, bookkeeping, or still being copied? Spark's `HadoopFSUtils.shouldFilterOutPathName` says so."""
    return name.startswith(".") or (name.startswith("_") and "=" not in name) or name.endswith("._COPYING_")
