"""AddTags, ListTags and DeleteTags for schedules and job definitions.

That adding overwrites is in botocore's documentation of `AddTags`, the maximum of 50 in its shape `TagList`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from baselining_emulator.kinds import KINDS, SCHEDULE_RESOURCE
from baselining_emulator.listing import page
from baselining_emulator.records import Arguments, Region
from baselining_emulator.refusals import invalid, not_found

_RESOURCES = (SCHEDULE_RESOURCE, *(kind.resource for kind in KINDS.values()))
_OURS = re.compile(rf"arn:aws[a-z-]*:sagemaker:[a-z0-9-]*:\d{{12}}:(?:{'|'.join(_RESOURCES)})/.+")
_MOST = 50


def is_monitoring_arn(arn: object) -> bool:
    """Are the tags of this kept here rather than by moto?"""
    return isinstance(arn, str) and _OURS.fullmatch(arn) is not None


def new_tags(arguments: Arguments) -> dict[str, str]:
    """The `Tags` of a Create request.

    Raises:
        RefusedCallError: If a key begins with `aws:`, reserved (Tagging AWS Resources, user guide).
    """
    return _merged({}, arguments.get("Tags", ()))


def add(region: Region, arguments: Arguments) -> dict[str, Any]:
    """AddTags."""
    arn = _existing(region, arguments["ResourceArn"])
    region.records.tags[arn] = _merged(region.records.tags[arn], arguments["Tags"])
    return {"Tags": _as_list(region.records.tags[arn])}


def list_(region: Region, arguments: Arguments) -> dict[str, Any]:
    """ListTags."""
    arn = _existing(region, arguments["ResourceArn"])
    return page(_as_list(region.records.tags[arn]), arguments, member="Tags", default_size=_MOST)


def delete(region: Region, arguments: Arguments) -> dict[str, Any]:
    """DeleteTags."""
    tags = region.records.tags[_existing(region, arguments["ResourceArn"])]
    for key in arguments["TagKeys"]:
        tags.pop(key, None)
    return {}


def _existing(region: Region, arn: str) -> str:
    if arn not in region.records.tags:
        raise not_found("Resource", arn)
    return arn


def _merged(old: Mapping[str, str], added: Iterable[Mapping[str, str]]) -> dict[str, str]:
    tags = {**old, **{tag["Key"]: tag["Value"] for tag in added}}
    if any(key.lower().startswith("aws:") for key in tags):
        raise invalid("Tag keys that begin with aws: are reserved.")
    if len(tags) > _MOST:
        raise invalid(f"A resource has at most {_MOST} tags, this one would have {len(tags)}.")
    return tags


def _as_list(tags: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]
