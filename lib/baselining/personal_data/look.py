"""What kind of personal data a feature's known values look like, by how many of them do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from baselining.documents.pair import Documents
from baselining.documents.scala_order import NULL_VALUE
from baselining.documents.statistics import FeatureStatistics
from baselining.personal_data.check_digits import is_card_number, is_iban

Kind = Literal["e-mail address", "IBAN", "card number", "phone number", "near-unique value"]

_EMAIL = re.compile(r"[^\s@<>,;:\"()]{1,64}@(?:[^\s@.<>,;:\"()]+\.)+[^\W\d_]{2,}")
_PHONE = re.compile(r"\+\d[\d ().\-/]{6,20}\d|(?:\(0\d{1,5}\)|0\d{1,5})[ .\-/][\d .\-/]{4,14}\d")
_NORTH_AMERICAN = re.compile(r"(?:1[ .-])?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[.-])[2-9]\d{2}[ .-]\d{4}")
_PHONE_DIGITS = range(7, 16)
_DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}")

_FEW_PER_VALUE = 1.25
"""Where a value occurs in fewer cells than that on average, the values are names or keys rather than categories."""
_LEAST_VALUES = 20
"""Of fewer values, that cannot be said."""
_LEAST_LETTERS = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspicion:
    """Known values that look like personal data, none of which is here.

    Attributes:
        feature: Whose domain it is.
        kind: What they look like.
        values: How many of them do.
        of: How many are listed.
    """

    feature: str
    kind: Kind
    values: int
    of: int

    def to_json(self) -> dict[str, Any]:
        """What `--json` prints, and a manifest can hold."""
        return asdict(self)


def is_email(text: str) -> bool:
    """Is it one e-mail address, and nothing else?"""
    return _EMAIL.fullmatch(text) is not None


def is_phone_number(text: str) -> bool:
    """Is it a phone number that is written as one: with +, with a leading 0 and groups, or as in North America?

    Plain digits are not: those are far more often keys and codes. Dates are not, though they have groups, too.
    """
    digits = sum(character.isdigit() for character in text)
    if digits not in _PHONE_DIGITS or not text.isascii() or _DATE.fullmatch(text) is not None:
        return False
    return _PHONE.fullmatch(text) is not None or _NORTH_AMERICAN.fullmatch(text) is not None


_TESTS: dict[Kind, Callable[[str], bool]] = {
    "e-mail address": is_email,
    "IBAN": is_iban,
    "card number": is_card_number,
    "phone number": is_phone_number,
}


def look(documents: Documents) -> tuple[Suspicion, ...]:
    """Look at all values that would be published in clear: domains of the constraints, buckets of the statistics.

    Any single value counts: one e-mail address in a domain is one too many. Cells are trimmed first.
    """
    domains = {
        each.name: each.string_constraints.domains or []
        for each in documents.constraints.features
        if each.string_constraints is not None
    }
    found: list[Suspicion] = []
    for feature in documents.statistics.features:
        counted = _counts(feature)
        values = dict.fromkeys([*domains.get(feature.name, []), *counted])
        values.pop(NULL_VALUE, None)
        found += _of_feature(feature.name, list(values), counted)
    return tuple(found)


def _of_feature(name: str, values: Sequence[str], counted: dict[str, int]) -> Iterable[Suspicion]:
    trimmed = [value.strip() for value in values]
    is_told = False
    for kind, test in _TESTS.items():
        alike = sum(map(test, trimmed))
        if alike:
            is_told = True
            yield Suspicion(feature=name, kind=kind, values=alike, of=len(values))
    if not is_told and _are_near_unique(counted):
        yield Suspicion(feature=name, kind="near-unique value", values=len(counted), of=len(values))


def _counts(feature: FeatureStatistics) -> dict[str, int]:
    distribution = feature.string_statistics.distribution if feature.string_statistics else None
    if distribution is None or distribution.categorical is None:
        return {}
    return {
        bucket.value: bucket.count
        for bucket in distribution.categorical.buckets
        if bucket.value != NULL_VALUE
    }


def _are_near_unique(counted: dict[str, int]) -> bool:
    """Are these as good as different in every row, and words rather than digits?"""
    if len(counted) < _LEAST_VALUES or sum(counted.values()) > _FEW_PER_VALUE * len(counted):
        return False
    with_letters = sum(any(character.isalpha() for character in value) for value in counted)
    return with_letters >= _LEAST_LETTERS * len(counted)
