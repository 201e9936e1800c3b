"""Rows of predictions and ground truth, measured by Spark's workers."""

from __future__ import annotations
