"""One call of a service that runs jobs: its failure is told as this project's error, throttling is waited out."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from botocore import xform_name
from botocore.exceptions import BotoCoreError, ClientError

from baselining.aws.failures import Call, is_throttled, translate
from baselining.errors import WorldError
from baselining.world.ports import Clock

_ATTEMPTS = 6
_FIRST_PAUSE_S = 1.0


def ask(client: Any, call: Call, **arguments: Any) -> dict[str, Any]:
    """Make a call with a client that repeats what may be repeated.

    Raises:
        BaseliningError: As `translate` has it.
    """
    try:
        answer: dict[str, Any] = getattr(client, xform_name(call.operation))(**arguments)
    except (ClientError, BotoCoreError) as error:
        raise translate(error, call) from error
    return answer


def ask_once(client: Any, call: Call, clock: Clock, **arguments: Any) -> dict[str, Any]:
    """Make a call that must not be made twice, with a client that makes one attempt; throttled ones had no effect.

    Raises:
        BaseliningError: As `translate` has it; UnknownOutcomeError if the answer was lost.
    """
    method: Callable[..., dict[str, Any]] = getattr(client, xform_name(call.operation))
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            return method(**arguments)
        except ClientError as error:
            if not is_throttled(error) or attempt == _ATTEMPTS:
                raise translate(error, call) from error
            clock.sleep(_FIRST_PAUSE_S * 2 ** (attempt - 1) * random.uniform(0.5, 1.0))  # noqa: S311  nothing secret
        except BotoCoreError as error:
            raise translate(error, call) from error
    raise ValueError("unreachable: the last attempt returns or raises")


def call_of(action: str, subject: str, service: str, *, changes: bool = False) -> Call:
    """A call as messages name it.

    Args:
        action: The IAM action, `elasticmapreduce:DescribeStep`.
        subject: What it concerns.
        service: As people call it.
        changes: Could it have taken effect without an answer?
    """
    return Call(
        operation=action.partition(":")[2],
        action=action,
        subject=subject,
        failure=WorldError,
        changes=changes,
        service=service,
    )
