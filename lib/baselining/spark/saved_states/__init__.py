"""Saved states in a folder, as Spark's tasks read, make and merge them."""

from __future__ import annotations
