"""A model registry of one package, in memory."""

from __future__ import annotations

from collections.abc import Mapping

from baselining.errors import UnknownOutcomeError
from baselining.world.ports import Json

PACKAGE = "arn:aws:sagemaker:us-east-1:123456789012:model-package/fraud/1"


class MemoryRegistry:
    """One package that can be written to. `lost` answers do not come; `forgets` what is written.

    `others` are packages by ARN, as `DescribeModelPackage` shows them.
    """

    def __init__(self, *, lost: str = "", forgets: bool = False) -> None:
        self.kept: dict[str, str] = {"team": "fraud"}
        self.lost, self.forgets = lost, forgets
        self.others: dict[str, Json] = {}

    def packages(self) -> list[str]:
        return [PACKAGE, *self.others]

    def describe(self, package: str) -> Json:
        return {"CustomerMetadataProperties": dict(self.kept)} if package == PACKAGE else self.others[package]

    def metadata(self, package: str) -> dict[str, str]:
        assert package == PACKAGE
        return dict(self.kept)

    def set_metadata(self, package: str, properties: Mapping[str, str]) -> None:
        assert package == PACKAGE
        if self.lost != "before" and not self.forgets:
            self.kept = dict(properties)
        if self.lost:
            raise UnknownOutcomeError("no answer")
