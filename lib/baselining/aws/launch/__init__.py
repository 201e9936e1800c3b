"""EMR, EMR Serverless and SageMaker Processing as the `JobService` protocol says."""

from __future__ import annotations
