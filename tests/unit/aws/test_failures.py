"""Every failure of the SDK becomes one of ours, and says what to do."""

from __future__ import annotations

import inspect

import botocore.exceptions
import pytest
from botocore.exceptions import BotoCoreError, ClientError

from baselining.aws.failures import Call, translate
from baselining.errors import (
    BaseliningError,
    MonitoringError,
    RequestRefusedError,
    StorageError,
    UnknownOutcomeError,
)

UPDATE = Call(
    operation="UpdateMonitoringSchedule",
    action="sagemaker:UpdateMonitoringSchedule",
    subject="the schedule 'x'",
    failure=MonitoringError,
    changes=True,
)
PUT = Call(operation="PutObject", action="s3:PutObject", subject="the bucket 'models'", failure=StorageError)
GET = Call(operation="GetObject", action="s3:GetObject", subject="the bucket 'models'", failure=StorageError)


def answer(code: str, message: str = "", status: int = 400) -> ClientError:
    response = {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(response, "Operation")  # type: ignore[arg-type]


def botocore_errors() -> list[BotoCoreError]:
    """One of every class that botocore has, without running their constructors, which differ."""
    classes = [
        found
        for found in vars(botocore.exceptions).values()
        if inspect.isclass(found) and issubclass(found, BotoCoreError)
    ]
    return [found.__new__(found) for found in classes]


@pytest.mark.parametrize("error", botocore_errors(), ids=lambda error: type(error).__name__)
def test_every_error_of_botocore_has_a_translation(error: BotoCoreError) -> None:
    for call in (UPDATE, PUT):
        translated = translate(error, call)
        assert isinstance(translated, call.failure | UnknownOutcomeError)
        assert call.operation in translated.message


@pytest.mark.parametrize("name", ["ReadTimeoutError", "ConnectionClosedError", "HTTPClientError"])
def test_a_change_without_an_answer_is_of_unknown_outcome_but_a_read_is_not(name: str) -> None:
    error = getattr(botocore.exceptions, name)(endpoint_url="http://x", error="x")

    assert isinstance(translate(error, UPDATE), UnknownOutcomeError)
    assert isinstance(translate(error, GET), StorageError)


@pytest.mark.parametrize("name", ["EndpointConnectionError", "ConnectTimeoutError", "SSLError"])
def test_a_change_that_could_not_be_sent_has_failed(name: str) -> None:
    error = getattr(botocore.exceptions, name)(endpoint_url="http://x", error="x")

    translated = translate(error, UPDATE)

    assert isinstance(translated, MonitoringError)
    assert "region" in translated.hint


@pytest.mark.parametrize("status", [500, 503])
def test_a_server_error_leaves_the_outcome_of_a_change_unknown(status: int) -> None:
    assert isinstance(translate(answer("InternalFailure", status=status), UPDATE), UnknownOutcomeError)
    assert isinstance(translate(answer("InternalError", status=status), GET), StorageError)


@pytest.mark.parametrize(
    ("error", "call", "words"),
    [
        (answer("AccessDenied"), PUT, ["s3:PutObject", "'models'"]),
        (answer("AccessDenied"), GET, ["s3:GetObject", "s3:ListBucket"]),
        (answer("AccessDeniedException", "no"), UPDATE, ["sagemaker:UpdateMonitoringSchedule", "'x'"]),
        (
            answer(
                "AccessDeniedException",
                "User: arn:aws:sts::1:assumed-role/job/i is not authorized to perform: iam:PassRole on "
                "resource: arn:aws:iam::1:role/monitoring because no identity-based policy allows it",
            ),
            UPDATE,
            ["iam:PassRole", "arn:aws:iam::1:role/monitoring", "sagemaker.amazonaws.com"],
        ),
        (
            answer(
                "AccessDenied",
                "User: arn:aws:iam::1:user/u is not authorized to perform: kms:GenerateDataKey on "
                "resource: arn:aws:kms:eu-west-1:1:key/k because no resource-based policy allows it",
            ),
            PUT,
            ["kms:GenerateDataKey", "arn:aws:kms:eu-west-1:1:key/k"],
        ),
        (answer("ExpiredToken"), PUT, ["credentials", "Log in again"]),
        (answer("NoSuchBucket", "gone"), PUT, ["NoSuchBucket", "bucket's name"]),
        (answer("PermanentRedirect", status=301), PUT, ["another region", "--region"]),
        (answer("ThrottlingException"), UPDATE, ["too many requests", "later"]),
        (answer("SlowDown", status=503), PUT, ["too many requests"]),
        (answer("ResourceLimitExceeded", "100 definitions"), UPDATE, ["100 definitions", "quota"]),
        (answer("InternalFailure", status=500), GET, ["closed to new customers"]),
    ],
)
def test_an_answer_says_what_is_missing(error: ClientError, call: Call, words: list[str]) -> None:
    translated = translate(error, call)

    assert type(translated) is call.failure
    for word in words:
        assert word in str(translated)


USER = "User: arn:aws:sts::1:assumed-role/job/i is not authorized to perform: "
ON = " on resource: arn:aws:sagemaker:eu-west-1:1:monitoring-schedule/x "


@pytest.mark.parametrize(
    ("why", "says", "advice"),
    [
        (
            "with an explicit deny in a service control policy",
            "a service control policy denies sagemaker:UpdateMonitoringSchedule",
            "sagemaker:ModelMonitorJobDefinitionName",
        ),
        (
            "because no service control policy allows the sagemaker:UpdateMonitoringSchedule action",
            "no service control policy allows",
            "organization's administrators",
        ),
        ("with an explicit deny in a resource control policy", "denies", "organization's administrators"),
        ("because no permissions boundary allows the action", "no permissions boundary", "boundary"),
        ("because no session policy allows the action", "no session policy allows", "AssumeRole"),
        ("because no VPC endpoint policy allows the action", "no vpc endpoint policy", "VPC endpoint"),
        (
            "with an explicit deny in an identity-based policy",
            "an identity-based policy denies",
            "Find the statement",
        ),
    ],
)
def test_a_denial_names_the_kind_of_policy_and_who_can_help(why: str, says: str, advice: str) -> None:
    text = f"{USER}sagemaker:UpdateMonitoringSchedule{ON}{why}"

    translated = translate(answer("AccessDeniedException", text), UPDATE)

    assert says in translated.message
    assert advice in translated.hint


def test_only_a_change_of_a_schedule_can_be_one_of_an_inline_definition() -> None:
    text = f"{USER}s3:PutObject{ON}with an explicit deny in a service control policy"

    assert "inline" not in translate(answer("AccessDenied", text), PUT).hint


def test_a_bucket_of_somebody_else_is_thought_of_where_an_owner_is_expected() -> None:
    call = Call(
        operation="PutObject",
        action="s3:PutObject",
        subject="the bucket 'models'",
        failure=StorageError,
        denied_too="the bucket does not belong to the account 1",
    )

    message = translate(answer("AccessDenied"), call).message

    assert message.endswith("s3:PutObject is missing, or the bucket does not belong to the account 1.")


@pytest.mark.parametrize("code", ["ValidationException", "SomethingNew"])
def test_values_that_aws_repeats_are_hidden(code: str) -> None:
    call = Call(
        operation="UpdateMonitoringSchedule",
        action="sagemaker:UpdateMonitoringSchedule",
        subject="the schedule 'x'",
        failure=MonitoringError,
        hidden=frozenset({"hush", "hush-hush"}),
    )

    message = translate(answer(code, "Value '{TOKEN=hush-hush, A=hush}' failed to satisfy"), call).message

    assert "hush" not in message
    assert "{TOKEN=(hidden), A=(hidden)}" in message


def test_a_validation_error_is_passed_on_as_refused() -> None:
    translated = translate(answer("ValidationException", "The schedule is busy"), UPDATE)

    assert isinstance(translated, RequestRefusedError)
    assert "The schedule is busy" in translated.message


def test_an_unexpected_code_is_passed_on_with_its_text() -> None:
    translated: BaseliningError = translate(answer("SomethingNew", "said so"), UPDATE)

    assert "SomethingNew: said so" in translated.message
