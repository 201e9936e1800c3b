"""The diagnosis for spark-submit: what is here, and what executors see.

spark-submit --py-files dist/baselining-X.zip jobs/doctor.py --master MASTER [--bucket S3] [--json]
"""

from __future__ import annotations

import sys

from baselining.cli import main

if __name__ == "__main__":
    main(["doctor", *sys.argv[1:]])
