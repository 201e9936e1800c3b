"""Is what was profiled fit to be a baseline's?"""

from __future__ import annotations

from baselining.dataset.spec import DatasetSpec
from baselining.errors import DatasetError
from baselining.mistakes.header import why_rows_are_longer
from baselining.profile import DatasetProfile


def refuse_unfit(profile: DatasetProfile, spec: DatasetSpec, *, long_rows: int = 0) -> None:
    """Refuse what is no flat table of rows in UTF-8.

    Raises:
        DatasetError: If rows have more cells than the header, there are none, or bytes were not UTF-8.
    """
    if long_rows:
        raise DatasetError(
            f"{long_rows:,} rows of {spec.uri} have more cells than the {len(profile.columns)} columns of the header.",
            hint=why_rows_are_longer(list(profile.columns)),
        )
    if not profile.item_count:
        raise DatasetError(f"The dataset at {spec.uri} has no rows of data.")
    replaced = [name for name, column in profile.columns.items() if column.replaced]
    if replaced and not spec.allow_replacement_characters:
        raise DatasetError(
            f"{spec.uri} is not clean UTF-8: cells of {', '.join(map(repr, replaced[:5]))} hold the replacement "
            "character U+FFFD.",
            hint="Save it as UTF-8, or accept those cells: --allow-replacement-characters "
            "(dataset.allow_replacement_characters).",
        )
