"""States of files that are kept between runs: which there are, which are still good, how they go together."""

from __future__ import annotations
