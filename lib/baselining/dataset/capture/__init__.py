"""Endpoint data capture, in plain Python: what a record is, and the rows that it stands for."""

from __future__ import annotations
