"""A baseline as SageMaker's model registry notes it."""

from __future__ import annotations
