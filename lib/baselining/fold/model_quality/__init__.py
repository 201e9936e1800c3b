"""Rows of predictions and ground truth → their state."""

from __future__ import annotations
