"""Publishing a baseline to S3: plan it, do it, read it back."""

from __future__ import annotations
