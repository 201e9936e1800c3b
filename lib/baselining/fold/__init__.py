"""Cells become states, on a worker. Knows nothing of Spark."""

from __future__ import annotations
