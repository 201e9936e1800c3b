"""A baseline in SageMaker's model registry."""

from __future__ import annotations
