"""The exit code of a job's process, which the services tell in sentences only.

* EMR Serverless, `stateDetails`: "… ExitCode: 1. Last few exceptions: …" (aws-samples/emr-serverless-samples, pull
  request 17).
* SageMaker, `FailureReason`: "AlgorithmError: , exit code: 1" (aws-samples/amazon-sagemaker-ml-pipeline-deploy-with-
  terraform, issue 12).
* YARN, of a driver on the cluster: "User application exited with status 1" (Spark 3.5, `ApplicationMaster.scala`), or
  in its log "User application exited with 1" (`PythonRunner.scala`); spark-submit itself then ends with 1, so this is
  looked for first.
* EMR, the step's log `controller`: "Step failed with exitCode 1 and took 26 seconds".
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_SENTENCES = (
    re.compile(r"User application exited with (?:status )?(\d+)"),
    re.compile(r"[Ee]xit ?[Cc]ode:? (\d+)"),
)


def exit_code_in(texts: Iterable[str]) -> int | None:
    """The exit code that some texts tell; None if they tell none."""
    whole = "\n".join(texts)
    found = [pattern.findall(whole) for pattern in _SENTENCES]
    return next((int(codes[-1]) for codes in found if codes), None)
