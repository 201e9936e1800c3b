"""Datasets as Spark's own readers see them."""

from __future__ import annotations
