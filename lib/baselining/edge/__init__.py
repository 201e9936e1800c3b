"""The edge of the process: what is printed, exit codes, signals."""

from __future__ import annotations
