"""Who owns a schedule besides people: a template that will put the old baseline back when it is applied next.

CloudFormation tags what it makes (`aws:cloudformation:*`, "Resource tags" in its user guide; CDK and SAM deploy
through it). Terraform leaves no mark of its own: what is read here are the tags that its users commonly set.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Tool = Literal["CloudFormation", "Terraform"]

_STACK = "aws:cloudformation:stack-name"
_LOGICAL_ID = "aws:cloudformation:logical-id"
_MAKERS = frozenset(
    {"managedby", "provisionedby", "createdby", "deployedby", "maintainedby", "provisioner", "iac", "iactool"}
)
_TERRAFORM = re.compile(r"(?i)\b(terraform|terragrunt|opentofu)\b")
_NO = frozenset({"", "0", "false", "no", "none"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """The tool that made something.

    Attributes:
        stack: Of CloudFormation; empty for Terraform.
        sign: The tag that gave it away.
    """

    tool: Tool
    sign: str
    stack: str = ""

    def __str__(self) -> str:
        if self.tool == "CloudFormation":
            return f"the CloudFormation stack {self.stack!r}"
        return f"Terraform (says its tag {self.sign!r})"


def owner_of(tags: Mapping[str, str]) -> Owner | None:
    """Read the tags of a schedule or definition; None if they name no such tool."""
    if _STACK in tags:
        return Owner(tool="CloudFormation", sign=_STACK, stack=tags[_STACK])
    for key, value in sorted(tags.items()):
        plain = re.sub(r"[^a-z]", "", key.rpartition("/")[2].rpartition(":")[2].lower())
        is_made = plain in _MAKERS and _TERRAFORM.search(value)
        if is_made or (plain in {"terraform", "opentofu"} and value.lower() not in _NO):
            return Owner(tool="Terraform", sign=key)
    return None


def logical_id(tags: Mapping[str, str]) -> str | None:
    """What the template calls it; None if CloudFormation did not make it."""
    return tags.get(_LOGICAL_ID)
