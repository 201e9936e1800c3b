"""Is a baseline sound: each document in itself, both together, and against the data it claims to describe. Pure."""

from __future__ import annotations
