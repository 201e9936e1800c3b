"""Failures as values, built by name here, for `emulator.faults.add` or, as JSON, `POST /_emulator/faults`.

An operation may be a pattern with `*`, like `Describe*`. `times` is how often the fault strikes; None = until
cleared.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any, Literal

from baselining.errors import ConfigError

CallEffect = Literal["error", "drop_before", "drop_after", "delay"]
SettlingEffect = Literal["fails", "never"]
JobEffect = Literal["job_ends", "job_hangs"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFault:
    """What happens to a call.

    Attributes:
        effect: `error` answers `code`, `message` and `status` and does nothing; `drop_before` closes the
            connection and does nothing; `drop_after` does it and closes the connection without an answer;
            `delay` does it and answers `seconds` later.
        message: May hold `{operation}`, for the operation that was struck (SageMaker only).
        bucket: S3 only: strikes only calls on this bucket; None = all.
    """

    operation: str
    effect: CallEffect
    times: int | None = 1
    code: str = ""
    message: str = ""
    status: int = 400
    seconds: float = 0.0
    bucket: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlingFault:
    """What happens to a schedule after an accepted change: it `fails`, or it `never` leaves `Pending`."""

    schedule: str
    effect: SettlingEffect
    times: int | None = 1
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobFault:
    """What becomes of a job of EMR, EMR Serverless or SageMaker Processing, when it is started.

    Attributes:
        job: Its name; may be a pattern with `*`.
        effect: It ends with an exit code, or it never ends.
        exit_code: Of its process; 0 is success.
        reason: What the service says of it, in place of its usual sentence.
        message: What the process left in `/opt/ml/output/message`, or in EMR's failure details.
    """

    job: str
    effect: JobEffect
    times: int | None = 1
    exit_code: int = 1
    reason: str = ""
    message: str = ""


Fault = CallFault | SettlingFault | JobFault

_EFFECTS: dict[str, type[CallFault] | type[SettlingFault] | type[JobFault]] = {
    "job_ends": JobFault,
    "job_hangs": JobFault,
    "error": CallFault,
    "drop_before": CallFault,
    "drop_after": CallFault,
    "delay": CallFault,
    "fails": SettlingFault,
    "never": SettlingFault,
}


def fault_to_json(fault: Fault) -> dict[str, Any]:
    """The body of `POST /_emulator/faults`."""
    return asdict(fault)


def fault_from_json(document: Any) -> Fault:
    """Read what `fault_to_json` wrote; members with a default may be left out.

    Raises:
        ConfigError: If it is no object, the effect is unknown, or a member is missing or unknown.
    """
    kind = _EFFECTS.get(document.get("effect", "")) if isinstance(document, dict) else None
    if kind is None:
        raise ConfigError(f"Expected a JSON object whose `effect` is one of {sorted(_EFFECTS)}.")
    unknown = set(document) - {member.name for member in fields(kind)}
    if unknown:
        raise ConfigError(f"A fault of effect {document['effect']!r} has no member {sorted(unknown)}.")
    try:
        return kind(**document)
    except TypeError as error:
        raise ConfigError(f"This fault lacks a member: {error}.") from error


def throttling(operation: str, *, times: int | None = 1) -> CallFault:
    """SageMaker's `ThrottlingException` ("Common Errors", SageMaker API reference)."""
    return CallFault(
        operation=operation, effect="error", times=times, code="ThrottlingException", message="Rate exceeded"
    )


def access_denied(operation: str, *, times: int | None = None) -> CallFault:
    """SageMaker's `AccessDeniedException`; form: IAM user guide, "Troubleshoot access denied errors"."""
    user = "arn:aws:sts::123456789012:assumed-role/emulated/session"
    message = (
        f"User: {user} is not authorized to perform: sagemaker:{{operation}} on resource: * "
        "because no identity-based policy allows the sagemaker:{operation} action"
    )
    return CallFault(
        operation=operation, effect="error", times=times, code="AccessDeniedException", message=message
    )


def internal_failure(operation: str, *, times: int | None = 1) -> CallFault:
    """SageMaker's `InternalFailure`, HTTP 500."""
    message = "The request processing has failed because of an unknown error, exception or failure."
    return CallFault(
        operation=operation, effect="error", times=times, code="InternalFailure", message=message, status=500
    )


def validation_error(operation: str, message: str, *, times: int | None = 1) -> CallFault:
    """SageMaker's `ValidationException`, for a reason of the caller's choosing."""
    return CallFault(
        operation=operation, effect="error", times=times, code="ValidationException", message=message
    )


def dropped_before(operation: str, *, times: int | None = 1, bucket: str | None = None) -> CallFault:
    """No answer, and nothing was done."""
    return CallFault(operation=operation, effect="drop_before", times=times, bucket=bucket)


def dropped_after(operation: str, *, times: int | None = 1, bucket: str | None = None) -> CallFault:
    """No answer, although it was done."""
    return CallFault(operation=operation, effect="drop_after", times=times, bucket=bucket)


def slow(operation: str, seconds: float, *, times: int | None = 1, bucket: str | None = None) -> CallFault:
    """Done at once, answered late: a caller that times out meanwhile has had its effect."""
    return CallFault(operation=operation, effect="delay", times=times, seconds=seconds, bucket=bucket)


def fails_after_change(schedule: str, reason: str, *, times: int | None = 1) -> SettlingFault:
    """The next accepted change of this schedule ends in `Failed` with this `FailureReason`."""
    return SettlingFault(schedule=schedule, effect="fails", times=times, reason=reason)


def never_settles(schedule: str, *, times: int | None = 1) -> SettlingFault:
    """The next accepted change of this schedule leaves it `Pending` for good."""
    return SettlingFault(schedule=schedule, effect="never", times=times)


def job_ends(
    job: str, exit_code: int, *, message: str = "", reason: str = "", times: int | None = 1
) -> JobFault:
    """The next job of this name (or pattern) ends with this exit code."""
    return JobFault(
        job=job, effect="job_ends", exit_code=exit_code, message=message, reason=reason, times=times
    )


def job_hangs(job: str, *, times: int | None = 1) -> JobFault:
    """The next job of this name (or pattern) runs for good."""
    return JobFault(job=job, effect="job_hangs", times=times)
