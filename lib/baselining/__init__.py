"""Re-baseline SageMaker Model Monitor after retraining, at scale and checkably.

Importing this package loads no SDK: pyspark, boto3, numba and pydeequ are imported by the one
module that needs each (tests/unit/test_architecture.py holds us to it).
"""

from __future__ import annotations

__version__ = "0.1.0"
