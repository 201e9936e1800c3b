"""Who computes the profile: one scan of our own, or Deequ."""

from __future__ import annotations
