"""A monitoring run for spark-submit: current data held against a baseline.

spark-submit --py-files dist/baselining-X.zip jobs/evaluate.py DATASET --constraints FILE --statistics FILE --output DIR
"""

from __future__ import annotations

import sys

from baselining.cli import main

if __name__ == "__main__":
    main(["evaluate", *sys.argv[1:]])
