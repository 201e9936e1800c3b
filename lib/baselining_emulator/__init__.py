"""Local S3 and SageMaker Model Monitor over real HTTP: moto, and before it the schedules that moto lacks.

    with Emulator() as emulator:
        s3 = boto3.client("s3", endpoint_url=emulator.endpoint_url)

Importing this loads neither moto nor botocore; starting an emulator does.
"""

from __future__ import annotations

from baselining_emulator.calls import Call
from baselining_emulator.emulator import Emulator
from baselining_emulator.faults import CallFault, Fault, JobFault, SettlingFault
from baselining_emulator.serving import serve
from baselining_emulator.settings import Settings

__all__ = ["Call", "CallFault", "Emulator", "Fault", "JobFault", "Settings", "SettlingFault", "serve"]
