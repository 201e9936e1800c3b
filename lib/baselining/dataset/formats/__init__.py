"""One kind of files each: how it is cut, shared out among tasks, and taken apart by the workers."""

from __future__ import annotations
