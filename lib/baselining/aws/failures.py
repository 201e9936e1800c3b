"""botocore's exceptions as this project's errors: they say what was refused, and what to do about it.

AWS's own sentences are passed on where they are about requests; they contain names and ARNs, never data.
Sources: "Common Errors" of the SageMaker API reference, "Error responses" of the S3 API reference, and
`botocore.exceptions` for what happens before there is an answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    CredentialRetrievalError,
    HTTPClientError,
    LoginError,
    NoAuthTokenError,
    NoCredentialsError,
    PartialCredentialsError,
    SSOError,
    TokenRetrievalError,
)
from botocore.exceptions import ConnectionError as NotConnectedError

from baselining.aws.denials import reason_of
from baselining.aws.foreign_answers import CODE as FOREIGN
from baselining.aws.foreign_answers import ForeignAnswerError
from baselining.errors import BaseliningError, RequestRefusedError, UnknownOutcomeError, WorldError
from baselining.world.redact import HIDDEN

_DENIED = frozenset({"AccessDenied", "AccessDeniedException", "AllAccessDisabled", "403", "Forbidden"})
_CREDENTIALS = frozenset(
    {
        "ExpiredToken",
        "ExpiredTokenException",
        "InvalidAccessKeyId",
        "InvalidClientTokenId",
        "InvalidToken",
        "MissingAuthenticationToken",
        "RequestTimeTooSkewed",
        "SignatureDoesNotMatch",
        "UnrecognizedClientException",
    }
)
_THROTTLED = frozenset(
    {"ThrottlingException", "Throttling", "TooManyRequestsException", "RequestLimitExceeded", "SlowDown"}
)
_OTHER_REGION = frozenset(
    {"PermanentRedirect", "301", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException"}
)
NO_CREDENTIALS = (
    NoCredentialsError,
    PartialCredentialsError,
    CredentialRetrievalError,
    TokenRetrievalError,
    NoAuthTokenError,
    SSOError,
    LoginError,
)
"""What botocore raises where credentials are missing, incomplete or expired before anything is sent."""
_NAMED_ACTION = re.compile(r"(?:not authorized to perform:? |perform: )(?P<action>[a-z0-9-]+:[A-Za-z*]+)")
_NAMED_RESOURCE = re.compile(r"on (?:the )?resource:? \"?(?P<resource>arn:[^\s\",]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call, as a message names it.

    Attributes:
        operation: As in the API, `PutObject`.
        action: The IAM action that it needs, `s3:PutObject`.
        subject: What the call concerns, with its kind: "the bucket 'x'".
        failure: The error to raise when it has certainly failed.
        changes: Does it change something, so that a lost answer leaves its outcome unknown?
        denied_too: Another reason, beside a missing permission, for which AWS denies this call.
        hidden: Values of the request that no message may repeat, although AWS may.
        service: As people call it.
    """

    operation: str
    action: str
    subject: str
    failure: type[WorldError]
    changes: bool = False
    denied_too: str = ""
    hidden: frozenset[str] = frozenset()
    service: str = "SageMaker"


def code_of(error: ClientError) -> str:
    """The error code that AWS answered with."""
    return str(error.response.get("Error", {}).get("Code", ""))


def text_of(error: ClientError) -> str:
    """The sentence that AWS answered with."""
    return str(error.response.get("Error", {}).get("Message", ""))


def is_throttled(error: ClientError) -> bool:
    """Did AWS refuse only because of too many requests, so that it had no effect?"""
    return code_of(error) in _THROTTLED


def translate(error: ClientError | BotoCoreError, call: Call) -> BaseliningError:
    """Say what an SDK exception means for a call."""
    if isinstance(error, ClientError):
        return _from_answer(error, call)
    if isinstance(error, NO_CREDENTIALS):
        return _no_credentials(call, "no usable AWS credentials were found")
    if isinstance(error, ForeignAnswerError):
        return _not_an_answer(call, str(error), may_have_taken_effect=True)
    if isinstance(error, NotConnectedError):  # nothing was sent
        return call.failure(
            f"{call.operation}: AWS cannot be reached ({type(error).__name__}).",
            hint="Check the region and --endpoint-url (or AWS_ENDPOINT_URL), the network and any proxy.",
        )
    if isinstance(error, HTTPClientError):
        if call.changes:
            return _no_answer(call, type(error).__name__)
        return call.failure(
            f"{call.operation} on {call.subject} got no answer from AWS ({type(error).__name__}).",
            hint="Check the network, then run the command again.",
        )
    return call.failure(f"{call.operation} on {call.subject} failed in the AWS SDK: {type(error).__name__}.")


def _from_answer(error: ClientError, call: Call) -> BaseliningError:
    code, text = code_of(error), _without(call.hidden, text_of(error))
    if code == FOREIGN:
        return _not_an_answer(call, text, may_have_taken_effect=_status(error) >= 500)
    if code in _DENIED:
        return _denied(text, call)
    if code in _CREDENTIALS:
        return _no_credentials(call, f"AWS does not accept the credentials ({code})")
    if is_throttled(error):
        return call.failure(
            f"AWS refuses {call.operation} because of too many requests ({code}), even after retries.",
            hint="Run the command again later.",
        )
    if code in _OTHER_REGION:
        return call.failure(
            f"{call.subject} is in another region than the one configured ({code}).",
            hint="Set --region (or AWS_REGION) to the bucket's region.",
        )
    if code == "ValidationException":
        return RequestRefusedError(f"{call.service} refuses {call.operation} on {call.subject}: {text}")
    if _status(error) >= 500 and call.changes:
        return _no_answer(call, f"{code} (HTTP {_status(error)})")
    return call.failure(
        f"{call.operation} on {call.subject} failed: {code}: {text}", hint=_HINTS.get(code, "")
    )


_HINTS = {
    "NoSuchBucket": "Check the bucket's name, and that it is in the account whose credentials are used.",
    "ResourceLimitExceeded": "Delete job definitions that nothing uses, or ask AWS for a higher quota.",
    "InternalFailure": (
        "Try again. Model Monitor is closed to new customers since 30 July 2026; in one that never used "
        "it, this is how SageMaker says so."
    ),
}


def _without(hidden: frozenset[str], text: str) -> str:
    """The text without those values, which AWS repeats. Longer ones go first: one may be part of another."""
    for value in sorted(hidden, key=len, reverse=True):
        text = text.replace(value, HIDDEN)
    return text


def _status(error: ClientError) -> int:
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


def _no_answer(call: Call, what: str) -> UnknownOutcomeError:
    return UnknownOutcomeError(
        f"{call.operation} on {call.subject} was sent, but AWS gave no clear answer: {what}. "
        "It may have taken effect."
    )


def _not_an_answer(call: Call, said: str, *, may_have_taken_effect: bool) -> BaseliningError:
    """Something other than AWS answered: a proxy, a login page, a broken server."""
    if call.changes and may_have_taken_effect:
        return _no_answer(call, said)
    return call.failure(
        f"{call.operation} on {call.subject} failed: {said}, with something that is no answer of AWS.",
        hint="Check --endpoint-url (or AWS_ENDPOINT_URL) and any proxy on the way.",
    )


def _no_credentials(call: Call, what: str) -> BaseliningError:
    return call.failure(
        f"{call.operation}: {what}.",
        hint="Log in again, or set AWS_PROFILE or the access key variables; check this machine's clock.",
    )


def _denied(text: str, call: Call) -> BaseliningError:
    """Name the permission that AWS names: not always the call's own, but iam:PassRole or kms:Decrypt."""
    named, on = _NAMED_ACTION.search(text), _NAMED_RESOURCE.search(text)
    action = named["action"] if named else call.action
    subject = on["resource"].rstrip(".") if on else call.subject
    refused = f"AWS does not allow {call.operation} on {call.subject}:"
    reason = reason_of(text, call.operation)
    if reason is not None:
        return call.failure(f"{refused} {reason.forbids} {action} on {subject}.", hint=reason.hint)
    hint = f"Allow {action} on {subject}."
    if action == "iam:PassRole":
        service = "emr-serverless" if call.action.startswith("emr-serverless:") else "sagemaker"
        hint = f"Allow iam:PassRole on {subject}, with iam:PassedToService = {service}.amazonaws.com."
    elif action == "s3:GetObject":
        hint = f"{hint} Without s3:ListBucket, S3 answers the same when the object does not exist."
    missing = f"{action} is missing"
    if call.denied_too:
        missing = f"{missing}, or {call.denied_too}"
    return call.failure(f"{refused} {missing}.", hint=hint)
