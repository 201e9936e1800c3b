"""The captured traffic of an endpoint or a monitoring schedule: where SageMaker keeps it."""

from __future__ import annotations
