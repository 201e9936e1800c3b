"""How the emulated SageMaker behaves where the real one is slow or not documented."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Knobs of one emulator.

    Attributes:
        pending_describes: After a change, how many `DescribeMonitoringSchedule` still answer `Pending` before
            the target status; 0 = none. The real service takes up to a minute: the integration tests of
            aws/sagemaker-python-sdk poll every 5 s.
        fill_in_defaults: Whether Describe shows what the service filled in: `StoppingCondition` of 3600 s in
            a data-quality definition and in an inline one. Seen in live accounts by go-to-k/cdk-real-drift
            (issue 1523, and its first-run finds of 2026-07-13, where an inline schedule without a
            `MonitoringType` also reads back `DataQuality`).
        update_restarts_stopped: Whether `UpdateMonitoringSchedule` turns a `Stopped` schedule into a
            `Scheduled` one. [unknown] on the real service; True is the case a caller must be ready for.
        execution_touches_schedule: Whether a new or finished execution advances the schedule's
            `LastModifiedTime`. [unknown] on the real service.
        honours_conditional_writes: Whether S3 heeds `If-None-Match` and `If-Match` on writes, as AWS does. False
            is the negative double: s3rver 3.7.1 ignores them, and let 64 of 64 racing creates succeed (measured).
        looks_per_state: How many looks at a job (of EMR, EMR Serverless, Processing) find it in each of its states.
        default_schedule_expression: What a schedule without `ScheduleConfig` runs at. That the service
            fills in a default is in aws/sagemaker-python-sdk PR 3655 (an update without `ScheduleConfig` lost
            the custom expression); which one it fills in, and whether Describe shows it, is [unknown].
    """

    pending_describes: int = 1
    fill_in_defaults: bool = True
    update_restarts_stopped: bool = True
    execution_touches_schedule: bool = False
    honours_conditional_writes: bool = True
    looks_per_state: int = 1
    default_schedule_expression: str = "cron(0 * ? * * *)"
