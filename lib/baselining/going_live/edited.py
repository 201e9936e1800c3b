"""Generated constraints → those that go live: with what people changed by hand, and the overrides file on top."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from baselining.baselines.suggest import suggest
from baselining.documents.constraints import Constraints
from baselining.documents.files import to_bytes
from baselining.documents.layout import FormatVersion
from baselining.documents.pair import Documents
from baselining.edits.edit import Conflict, Edit
from baselining.edits.merge import merge
from baselining.edits.override import override
from baselining.edits.overrides_file import Overrides
from baselining.going_live.old_baseline import GENERATED, OldBaseline


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """A baseline as it goes live.

    Attributes:
        documents: With edits and overrides.
        generated: The constraints without edits by hand, with overrides: what the next run holds the live ones against.
        edits, conflicts: What people changed in the live constraints; where the new data suggests otherwise.
        overridden: What the overrides file changed.
        is_recorded: Must `generated` be stored, because the statistics alone do not say it?
    """

    documents: Documents
    generated: Constraints
    edits: tuple[Edit, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    overridden: tuple[Edit, ...] = ()
    is_recorded: bool = False

    def to_files(self) -> dict[str, bytes]:
        """The files to publish, by name."""
        files = self.documents.to_files()
        return {**files, GENERATED: to_bytes(self.generated)} if self.is_recorded else files

    def to_json(self) -> dict[str, Any]:
        """What `--json` prints, and a run's record can hold."""
        return {
            "kept": [each.to_json() for each in self.edits],
            "conflicts": [each.to_json() for each in self.conflicts],
            "overridden": [each.to_json() for each in self.overridden],
        }

    def lines(self) -> list[str]:
        """For a person."""
        conflicts = {conflict.edit for conflict in self.conflicts}
        return [
            *(f"kept, edited by hand: {edit}" for edit in self.edits if edit not in conflicts),
            *(f"edited by hand: {conflict}" for conflict in self.conflicts),
        ]


def edited(
    new: Documents,
    old: OldBaseline | None,
    version: FormatVersion,
    overrides: Overrides | None = None,
    *,
    name: str = "",
) -> Edited:
    """Merge edits of the live constraints into the new ones, and put the overrides on top.

    Args:
        new: As generated.
        old: What is live; None: nothing is merged.
        version: The layout of the new documents.
        overrides: The file, whose name is `name`.

    Raises:
        ConfigError: If the overrides name an unknown feature.
    """
    generated = new.constraints
    merged = None
    if old is not None and old.documents is not None and old.generated is not None:
        merged = merge(old.generated, old.documents.constraints, generated)
    live = generated if merged is None else merged.constraints
    overridden: tuple[Edit, ...] = ()
    if overrides is not None:
        found = override(live, overrides, name=name)
        live, overridden = found.constraints, found.edits
        generated = override(generated, overrides, name=name).constraints
    return Edited(
        documents=Documents(statistics=new.statistics, constraints=live),
        generated=generated,
        edits=() if merged is None else merged.edits,
        conflicts=() if merged is None else merged.conflicts,
        overridden=overridden,
        is_recorded=to_bytes(generated) != to_bytes(suggest(new.statistics, version)),
    )
