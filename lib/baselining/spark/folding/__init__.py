"""The one machine that engines and saved states share: tasks fold splits into parts, which are merged in order."""

from __future__ import annotations
