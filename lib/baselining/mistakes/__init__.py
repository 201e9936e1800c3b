"""Mistakes that a dataset probably has: a sentence each. The documents stay what the container would write."""

from __future__ import annotations
