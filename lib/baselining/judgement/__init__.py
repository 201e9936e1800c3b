"""May a new baseline go live? A policy over facts, and a verdict in sentences. Pure.

`judge.judge` is the whole of it; `policy.py` has the thresholds and their defaults.
"""

from __future__ import annotations
