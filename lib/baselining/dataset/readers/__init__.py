"""Files on a worker: pieces of them are read and folded into states."""

from __future__ import annotations
