"""Mergeable sufficient statistics: frozen values of numpy arrays, with `empty`, `merge` and their bytes. Pure."""

from __future__ import annotations
