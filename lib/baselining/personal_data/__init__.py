"""Does a list of values that is to be published look like personal data? Heuristics, which never show a value. Pure."""

from __future__ import annotations
