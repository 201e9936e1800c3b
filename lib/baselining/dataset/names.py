"""Names of columns: which a baseline cannot have."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from baselining.errors import DatasetError

_NUMBER = re.compile(r" ?[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)? ?", re.ASCII)
_REPLACEMENT, _NUL = "\ufffd", "\0"
MALFORMED = "__baselining_malformed_row"
"""Where Spark puts the text of a CSV row with more or fewer cells than the header."""

_SHOWN = 5


def check_names(names: Sequence[str], uri: str, *, from_header: bool = False) -> None:
    """See that the columns of the dataset at `uri` can be told apart, and that their names are text.

    Args:
        names: Of all columns.
        from_header: Are they the cells of a first line, which may be a row of data?

    Raises:
        DatasetError: If two have one name, or a name holds U+FFFD (bytes that were not UTF-8) or NUL.
    """
    unclean = [name for name in names if _REPLACEMENT in name or _NUL in name]
    if unclean:
        raise DatasetError(
            f"{uri} is not clean UTF-8: {_counted(len(unclean))} the replacement character U+FFFD, or NUL "
            f"({_shown(unclean)}).",
            hint="Save it as UTF-8, for instance: iconv -f ISO-8859-1 -t UTF-8 FILE > NEW. Names must be right even "
            "where --allow-replacement-characters accepts cells: the endpoint's captured data has others.",
        )
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise DatasetError(
            f"{uri} has more than one column named {_shown(twice)}.",
            hint="Is its first line a row of data? Then say --no-header (dataset.header: false)."
            if from_header and all(map(is_number, names))
            else "Model Monitor tells features apart by name: rename them.",
        )


def is_number(name: str) -> bool:
    """Does the name read like a number?"""
    return _NUMBER.fullmatch(name) is not None


def _counted(count: int) -> str:
    return "a column name holds" if count == 1 else f"{count:,} column names hold"


def _shown(names: Sequence[str]) -> str:
    return ", ".join(map(repr, names[:_SHOWN]))
