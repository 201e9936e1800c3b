"""A monitoring schedule: what is live, what a switch would change, and what is done to it."""

from __future__ import annotations
