"""Model quality, pure: states of rows → metrics → documents, thresholds, violations, judgement of a new model."""

from __future__ import annotations
