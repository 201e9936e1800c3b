"""Datasets that the workers read themselves, without Spark's readers."""

from __future__ import annotations
