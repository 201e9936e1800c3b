"""The main job for spark-submit: the whole line, from a training set to a switched schedule.

spark-submit --py-files dist/baselining-X.zip jobs/baseline.py --config FILE [--plan]
"""

from __future__ import annotations

import sys

from baselining.cli import main

if __name__ == "__main__":
    main(["baseline", *sys.argv[1:]])
