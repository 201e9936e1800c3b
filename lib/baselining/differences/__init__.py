"""Two baselines → what changed from the old one to the new one, by feature, and in sentences for a person. Pure."""

from __future__ import annotations
