"""Are this machine, its Spark and its AWS as commands need them? One line each: what is, what is wrong, what to do."""

from __future__ import annotations
