"""What nobody may read in a plan, a log or a message: credentials in addresses, environments of containers.

Model Monitor hands a container its `Environment`; people put tokens there. Tags are theirs too. Plans show the
names and leave the values out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

HIDDEN = "(hidden)"
_OUR_TAGS = "baseline:"
_USER_INFO = re.compile(r"(?<=://)[^/\s'\"]*@")
_SIGNED = re.compile(r"(?i)([?&](?:x-amz-[a-z-]+|awsaccesskeyid|signature|sig|token|password)=)[^&\s'\"]+")
_SHORTEST = 4
"""Shorter values are words such as `1` or `on`; hiding every one of them would garble a message."""


def without_credentials(text: str) -> str:
    """The text, without user names, passwords and signatures in the addresses it holds."""
    return _SIGNED.sub(rf"\1{HIDDEN}", _USER_INFO.sub(f"{HIDDEN}@", text))


def holds_user_info(address: str) -> bool:
    """Does an address carry a user name or password, as `https://user:password@host` does?"""
    return "@" in urlsplit(address).netloc


def redacted(arguments: Any) -> Any:
    """Arguments of a SageMaker call as people may see them: no values of environments and of foreign tags."""
    if isinstance(arguments, Mapping):
        return {name: _redacted_member(name, member) for name, member in arguments.items()}
    if isinstance(arguments, list | tuple):
        return [redacted(member) for member in arguments]
    return arguments


def secrets_of(arguments: Any) -> frozenset[str]:
    """The values that `redacted` leaves out, as far as they are long enough to be a secret."""
    return frozenset(text for text in _hidden_values(arguments) if len(text) >= _SHORTEST)


def _redacted_member(name: str, member: Any) -> Any:
    if name == "Environment" and isinstance(member, Mapping):
        return dict.fromkeys(member, HIDDEN)
    if name == "Tags" and isinstance(member, Sequence):
        return [tag if _is_ours(tag) else {**tag, "Value": HIDDEN} for tag in member]
    return redacted(member)


def _is_ours(tag: Mapping[str, str]) -> bool:
    return tag["Key"].startswith(_OUR_TAGS)


def _hidden_values(arguments: Any) -> Iterator[str]:
    if isinstance(arguments, Mapping):
        for name, member in arguments.items():
            if name == "Environment" and isinstance(member, Mapping):
                yield from map(str, member.values())
            elif name == "Tags" and isinstance(member, Sequence):
                yield from (tag["Value"] for tag in member if not _is_ours(tag))
            else:
                yield from _hidden_values(member)
    elif isinstance(arguments, list | tuple):
        for member in arguments:
            yield from _hidden_values(member)
