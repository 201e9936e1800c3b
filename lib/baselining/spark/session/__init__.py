"""How Spark is started: Java, jars, settings."""

from __future__ import annotations
