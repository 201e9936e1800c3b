"""The commands, one file each: options in, one call of the library, a result shown."""

from __future__ import annotations
