"""Values that shall not be published in clear: rare ones left out, all left out, or keyed hashes in their place."""

from __future__ import annotations

import hashlib
import hmac
import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from baselining.documents.constraints import Constraints
from baselining.documents.scala_order import NULL_VALUE
from baselining.documents.statistics import (
    Categorical,
    CategoricalBucket,
    Distribution,
    FeatureStatistics,
    Statistics,
)

_DIGITS = 16
"""Of the hash, in hexadecimal: 64 bits tell a hundred values apart for sure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment:
    """By the names of features.

    Attributes:
        least_cells: A value of fewer cells than that is left out.
        dropped: No value is listed: neither domain nor distribution.
        hashed: Each value is replaced by its keyed hash.
        key: For that; never shown.
    """

    least_cells: Mapping[str, int] = field(default_factory=dict)
    dropped: frozenset[str] = frozenset()
    hashed: frozenset[str] = frozenset()
    key: bytes = field(default=b"", repr=False)

    def facts(self) -> dict[str, str]:
        """What a manifest says of it."""
        found = {
            "least_cells": ", ".join(f"{name}={least}" for name, least in sorted(self.least_cells.items())),
            "dropped_values": ", ".join(sorted(self.dropped)),
            "hashed_values": ", ".join(sorted(self.hashed)),
        }
        return {name: fact for name, fact in found.items() if fact}


def keyed_hash(value: str, key: bytes) -> str:
    """HMAC-SHA256 of the text in UTF-8, its first 16 hexadecimal digits: what captured traffic must have, too."""
    return hmac.new(key, value.encode(), hashlib.sha256).hexdigest()[:_DIGITS]


def treat(statistics: Statistics, treatment: Treatment) -> Statistics:
    """The statistics as they may be published; `suggest` then lists no other values."""
    features = [_treated(feature, treatment) for feature in statistics.features]
    return statistics.model_copy(update={"features": features})


def with_room(constraints: Constraints, before: Statistics, treatment: Treatment) -> Constraints:
    """The constraints with room for the values that were left out, as settings of features.

    Those may still come: a share of the cells that is twice theirs, and one in a hundred, need not be known.
    """
    hidden = {
        feature.name: _hidden(feature, treatment.least_cells[feature.name])
        for feature in before.features
        if feature.name in treatment.least_cells
    }
    tree = constraints.tree()
    tree["features"] = [
        {
            **each,
            "monitoringConfigOverrides": {"domain_content_threshold": _least_known(hidden[each["name"]])},
        }
        if hidden.get(each["name"])
        else each
        for each in tree["features"]
    ]
    return Constraints.model_validate(tree)


def _least_known(hidden: float) -> float:
    return max(math.floor((1 - 2 * hidden - 0.01) * 1000) / 1000, 0.0)


def _hidden(feature: FeatureStatistics, least: int) -> float:
    buckets = _buckets(feature)
    total = sum(bucket.count for bucket in buckets)
    rare = sum(bucket.count for bucket in buckets if _is_rare(bucket, least))
    return rare / total if total else 0.0


def _treated(feature: FeatureStatistics, treatment: Treatment) -> FeatureStatistics:
    if feature.name in treatment.dropped:
        return _with(feature, None)
    if feature.name in treatment.hashed:
        feature = _with(feature, _all_hashed(_buckets(feature), treatment.key))
    least = treatment.least_cells.get(feature.name)
    if least is not None:
        feature = _with(feature, [each for each in _buckets(feature) if not _is_rare(each, least)])
    return feature


def _all_hashed(buckets: list[CategoricalBucket], key: bytes) -> list[CategoricalBucket]:
    """In order of the hashes: that of the values would tell something about them."""
    return sorted((_hashed(each, key) for each in buckets), key=lambda bucket: bucket.value)


def _hashed(bucket: CategoricalBucket, key: bytes) -> CategoricalBucket:
    if bucket.value == NULL_VALUE:
        return bucket
    return CategoricalBucket(value=keyed_hash(bucket.value, key), count=bucket.count)


def _is_rare(bucket: CategoricalBucket, least: int) -> bool:
    return bucket.count < least and bucket.value != NULL_VALUE


def _buckets(feature: FeatureStatistics) -> list[CategoricalBucket]:
    distribution = feature.string_statistics.distribution if feature.string_statistics else None
    categorical = distribution.categorical if distribution else None
    return categorical.buckets if categorical else []


def _with(feature: FeatureStatistics, buckets: list[CategoricalBucket] | None) -> FeatureStatistics:
    text = feature.string_statistics
    if text is None or text.distribution is None:
        return feature
    distribution = None if not buckets else Distribution(categorical=Categorical(buckets=buckets))
    return feature.model_copy(
        update={"string_statistics": text.model_copy(update={"distribution": distribution})}
    )
