"""Everything that touches Spark: the only importer of pyspark, delta and pydeequ. Never sees `aws/`."""

from __future__ import annotations
