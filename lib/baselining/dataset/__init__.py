"""What is read: a dataset, its files, and how they are cut into splits and tasks."""

from __future__ import annotations
