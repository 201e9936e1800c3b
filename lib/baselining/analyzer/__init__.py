"""In the place of Amazon's analyzer container: what it is told by its environment, as this package's command line."""

from __future__ import annotations
