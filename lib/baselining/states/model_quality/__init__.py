"""Mergeable states of what a model got right: confusion counts, score histograms, moments of errors."""

from __future__ import annotations
