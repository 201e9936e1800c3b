"""The main job started elsewhere: what is uploaded, how it is asked for, and what became of it. Data, no calls."""

from __future__ import annotations
