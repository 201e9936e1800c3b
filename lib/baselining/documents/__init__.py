"""The Model Monitor documents as typed values, and their exact text. Wire names live only here. Pure."""

from __future__ import annotations
