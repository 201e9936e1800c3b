"""The loops over values. The only importer of numba; every kernel has a plain-Python twin in the tests."""

from __future__ import annotations
