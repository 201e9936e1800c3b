"""A baseline of model quality for spark-submit: metrics of predictions and ground truth, and their thresholds.

spark-submit --py-files dist/baselining-X.zip jobs/model_quality.py DATASET --problem-type … --output DIR
"""

from __future__ import annotations

import sys

from baselining.cli import main

if __name__ == "__main__":
    main(["model-quality", *sys.argv[1:]])
