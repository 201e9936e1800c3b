"""A step of a SageMaker pipeline that runs the main job, as the pipeline definition has it: data, no SDK needed.

    baselining launch processing --config job.yaml --to s3://BUCKET/code --image IMAGE --role ARN --plan > plan.json
    python pipeline_step.py plan.json > pipeline.json      # for aws sagemaker create-pipeline --pipeline-definition

Retries: SageMaker repeats the step only after faults of its own (throttling, no capacity). A job that ended with an
exit code is not repeated: 2 and 3 would end the same way, 5 needs a person, and after 4 the next run of the pipeline
does what is left. A repeated step is safe: a baseline that is published already is found, and so is a switch.
Exit codes: the step fails with "AlgorithmError: , exit code: N" in its FailureReason.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

OF_THE_SERVICE = [
    "Step.SERVICE_FAULT",
    "Step.THROTTLING",
    "SageMaker.CAPACITY_ERROR",
    "SageMaker.JOB_INTERNAL_ERROR",
]


def step(plan: dict[str, Any]) -> dict[str, Any]:
    """The step of a plan of `baselining launch processing`; the pipeline names the job itself."""
    call = plan["calls"][-1]["arguments"]  # the others put what the job reads
    arguments = {name: value for name, value in call.items() if name != "ProcessingJobName"}
    return {
        "Name": "Rebaseline",
        "Type": "Processing",
        "Arguments": arguments,
        "RetryPolicies": [
            {
                "ExceptionType": [kind],
                "IntervalSeconds": 60,
                "BackoffRate": 2.0,
                "MaxAttempts": 5,
            }
            for kind in OF_THE_SERVICE
        ],
    }


def definition(plan: dict[str, Any]) -> dict[str, Any]:
    """A pipeline of that step; in yours, it depends on the one that trains and on the one that deploys."""
    return {"Version": "2020-12-01", "Metadata": {}, "Parameters": [], "Steps": [step(plan)]}


if __name__ == "__main__":
    print(json.dumps(definition(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))), indent=1))
