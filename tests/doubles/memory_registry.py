"""A model registry of one package, in memory."""

from __future__ import annotations

from collections.abc import Mapping

from baselining.errors import UnknownOutcomeError

PACKAGE = "arn:aws:sagemaker:us-east-1:123456789012:model-package/fraud/1"


class MemoryRegistry:
    """One package. `lost` answers do not come; `forgets` what is written."""

    def __init__(self, *, lost: str = "", forgets: bool = False) -> None:
        self.kept: dict[str, str] = {"team": "fraud"}
        self.lost, self.forgets = lost, forgets

    def metadata(self, package: str) -> dict[str, str]:
        assert package == PACKAGE
        return dict(self.kept)

    def set_metadata(self, package: str, properties: Mapping[str, str]) -> None:
        assert package == PACKAGE
        if self.lost != "before" and not self.forgets:
            self.kept = dict(properties)
        if self.lost:
            raise UnknownOutcomeError("no answer")
