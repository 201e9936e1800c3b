"""S3's failures as values; codes and statuses from "Error responses" in the Amazon S3 API reference."""

from __future__ import annotations

from baselining_emulator.faults import CallFault


def s3_error(
    operation: str, code: str, message: str, *, status: int, bucket: str | None = None, times: int | None = 1
) -> CallFault:
    """Any S3 error; nothing was stored, read or deleted."""
    return CallFault(
        operation=operation,
        effect="error",
        times=times,
        code=code,
        message=message,
        status=status,
        bucket=bucket,
    )


def s3_access_denied(operation: str, *, bucket: str | None = None, times: int | None = None) -> CallFault:
    """403 `AccessDenied`."""
    return s3_error(operation, "AccessDenied", "Access Denied", status=403, bucket=bucket, times=times)


def s3_conflict(
    operation: str = "PutObject", *, bucket: str | None = None, times: int | None = 1
) -> CallFault:
    """409 `ConditionalRequestConflict`: another write of the key is under way ("Conditional writes")."""
    message = "The conditional request cannot succeed due to a conflicting operation against this resource."
    return s3_error(operation, "ConditionalRequestConflict", message, status=409, bucket=bucket, times=times)


def s3_precondition_failed(
    operation: str = "PutObject", *, bucket: str | None = None, times: int | None = 1
) -> CallFault:
    """412 `PreconditionFailed`, whatever is stored."""
    message = "At least one of the pre-conditions you specified did not hold"
    return s3_error(operation, "PreconditionFailed", message, status=412, bucket=bucket, times=times)


def s3_slow_down(operation: str, *, bucket: str | None = None, times: int | None = 1) -> CallFault:
    """503 `SlowDown`: S3's throttling."""
    return s3_error(
        operation, "SlowDown", "Please reduce your request rate.", status=503, bucket=bucket, times=times
    )
