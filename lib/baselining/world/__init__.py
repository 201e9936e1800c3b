"""The outside as values and protocols: stores, services, locations, digests. No SDK here."""

from __future__ import annotations
