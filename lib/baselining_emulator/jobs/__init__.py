"""Jobs on EMR, EMR Serverless and SageMaker Processing: their rules and their states, without running anything."""

from __future__ import annotations
