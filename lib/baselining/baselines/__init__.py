"""A profile becomes a baseline's two documents; baselines are compared and verified. Pure."""

from __future__ import annotations
