"""A baseline's two documents, which belong together; from and to the files that hold them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from baselining.documents.constraints import Constraints
from baselining.documents.files import CONSTRAINTS, STATISTICS, from_bytes, to_bytes
from baselining.documents.statistics import Statistics
from baselining.errors import DocumentError


@dataclass(frozen=True, slots=True, kw_only=True)
class Documents:
    """What a dataset looks like, and what is to hold of others like it."""

    statistics: Statistics
    constraints: Constraints

    @classmethod
    def from_files(cls, files: Mapping[str, bytes], *, place: str) -> Documents:
        """Read both documents.

        Args:
            files: Bytes by name; other files are not looked at.
            place: Where they lie, for messages.

        Raises:
            DocumentError: If one is missing or damaged.
        """
        for name in (STATISTICS, CONSTRAINTS):
            if name not in files:
                raise DocumentError(f"There is no readable {name} in {place!r}.")
        return cls(
            statistics=from_bytes(Statistics, files[STATISTICS], name=f"{place}/{STATISTICS}"),
            constraints=from_bytes(Constraints, files[CONSTRAINTS], name=f"{place}/{CONSTRAINTS}"),
        )

    def require_same_features(self) -> None:
        """Refuse constraints on features that the statistics do not describe.

        Raises:
            DocumentError: If there are any.
        """
        described = {feature.name for feature in self.statistics.features}
        strangers = [feature.name for feature in self.constraints.features if feature.name not in described]
        if strangers:
            raise DocumentError(
                f"{CONSTRAINTS} constrains {', '.join(map(repr, strangers[:5]))}, which {STATISTICS} does not describe."
            )

    def facts(self) -> dict[str, int]:
        """What the documents alone say of the data."""
        return {
            "item_count": self.statistics.dataset.item_count,
            "feature_count": len(self.statistics.features),
        }

    def to_files(self) -> dict[str, bytes]:
        """The exact bytes of both documents by the names of their files: the one place where they are made."""
        return {STATISTICS: to_bytes(self.statistics), CONSTRAINTS: to_bytes(self.constraints)}
