"""Which kind of policy denied a call; AWS's messages name it, unless nothing simply allows the call.

Source: "Access denied error message examples" in "Troubleshoot access denied error messages" (IAM user guide):
"... with an explicit deny in a service control policy", "... because no permissions boundary allows ...".
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_POLICY = re.compile(
    r"(?P<how>explicit deny in an? |because no )(?P<kind>[A-Za-z -]+ policy|permissions boundary)"
)
_ORGANISATION = (
    "Ask the organization's administrators: no permission inside the account can allow what they forbid."
)
_HINTS = {
    "service control policy": _ORGANISATION,
    "resource control policy": _ORGANISATION,
    "permissions boundary": "Widen the role's permissions boundary; its policies alone cannot.",
    "session policy": "Widen the policy given to the session (AssumeRole), or use the role without one.",
    "vpc endpoint policy": "Widen the policy of the VPC endpoint that the calls go through.",
}
_INLINE = (
    " If it forbids inline job definitions (condition key sagemaker:ModelMonitorJobDefinitionName), create a "
    "job definition, make the schedule refer to it, and switch then."
)
_SCHEDULE_CHANGES = frozenset({"CreateMonitoringSchedule", "UpdateMonitoringSchedule"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a call is denied. `forbids` begins a sentence that ends with "… s3:PutObject on …"."""

    forbids: str
    hint: str


def reason_of(text: str, operation: str) -> Reason | None:
    """The reason in AWS's sentence; None if it only says that no policy allows the call, the usual case."""
    found = _POLICY.search(text)
    if found is None:
        return None
    kind, is_denied = found["kind"].lower(), found["how"].startswith("explicit")
    hint = _HINTS.get(kind)
    if hint is None and not is_denied:  # no identity-based or resource-based policy allows it: the usual case
        return None
    article = "an" if kind[0] in "aeiou" else "a"
    forbids = f"{article} {kind} denies" if is_denied else f"no {kind} allows"
    if kind == "service control policy" and operation in _SCHEDULE_CHANGES:
        hint = f"{_ORGANISATION}{_INLINE}"
    return Reason(
        forbids=forbids, hint=hint or f"Find the statement that denies it in the {kind}, and except this."
    )
