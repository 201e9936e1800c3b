"""Thresholds of drift by feature, such that an unchanged feature alarms with a chosen probability. Pure.

`thresholds.calibrate` is the whole of it; `draws.py` has what is drawn from the states of a baseline.
"""

from __future__ import annotations
