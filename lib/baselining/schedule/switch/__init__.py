"""Do a planned switch: update, watch it take effect, or undo it."""

from __future__ import annotations
