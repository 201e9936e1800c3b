"""Arrow arrays → states: what a worker does with the batches of its split. Knows nothing of Spark."""

from __future__ import annotations
