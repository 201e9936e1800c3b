"""One script per claim; each prints a ratio measured in one run on this machine."""

from __future__ import annotations
