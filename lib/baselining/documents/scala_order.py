"""The order in which the container writes the values of a categorical distribution.

It is the iteration order of the Scala 2.12 maps that Deequ's `ColumnProfiler.computeHistograms` builds, so it is fixed
by the values alone. Three maps follow one another there:

1. `countByKey` counts (column, value) pairs of all few-valued columns that one profiler run sees. With more than
   four pairs they land in a hash trie, ordered by the pairs' hashes; with up to four in the order in which the shuffle
   delivers them (Map1 … Map4 keep insertion order).
2. A filter picks one column's pairs, in that order.
3. They are inserted in that order into a map by value: a hash trie again if more than four, else insertion order.

Hashes: Java's String.hashCode, Scala 2.12's MurmurHash3.productHash and HashMap.improve, and for the shuffle Spark's
AppendOnlyMap (64 slots, MurmurHash3 of the hash, triangular probing). The container profiles five columns a run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

COLUMNS_PER_RUN = 5
"""The container profiles shards of five columns (its log: "Number of shards is: 14" for 70 columns)."""

NULL_VALUE = "NullValue"
"""Deequ counts missing cells under this name (`Histogram.NullFieldReplacement`)."""

_MASK = 0xFFFFFFFF
SMALL_MAP = 4
_SLOTS, _FILLED_TO = 64, 0.7

Pair = tuple[str, str]
Key = TypeVar("Key")


def ordered_pairs(pairs: Iterable[Pair]) -> list[Pair]:
    """All (column, value) pairs of one profiler run in the order of map 1."""
    pairs = list(pairs)
    return shuffle_order(pairs, pair_hash) if len(pairs) <= SMALL_MAP else sorted(pairs, key=_pair_trie_key)


def ordered_values(column: str, pairs: Sequence[Pair]) -> list[str]:
    """The values of `column` among the `ordered_pairs`, in the order of map 3."""
    values = [value for name, value in pairs if name == column]
    return in_map_order(values)


def in_map_order(keys: Iterable[str]) -> list[str]:
    """Different texts in the order of an immutable Scala 2.12 map that they were put into one after the other."""
    texts = list(keys)
    # sorted() is stable: texts of equal hash keep their order, as in a collision node of the trie.
    return texts if len(texts) <= SMALL_MAP else sorted(texts, key=lambda text: trie_key(java_hash(text)))


def java_hash(text: str) -> int:
    """`String.hashCode`, as an unsigned 32-bit number; over UTF-16 code units."""
    units = memoryview(text.encode("utf-16-le", "surrogatepass")).cast("H")
    h = 0
    for unit in units:
        h = (31 * h + unit) & _MASK
    return h


def pair_hash(pair: Pair) -> int:
    """`Tuple2.hashCode` of Scala 2.12 (MurmurHash3.productHash), unsigned."""
    return product_hash([java_hash(part) for part in pair])


def product_hash(hashes: Sequence[int]) -> int:
    """That of a tuple whose parts have these hashes."""
    h = 0xCAFEBABE
    for part in hashes:
        h = _mix(h, part)
    return _avalanche(h ^ len(hashes))


def _pair_trie_key(pair: Pair) -> int:
    return trie_key(pair_hash(pair))


def trie_key(h: int) -> int:
    """A number that sorts as a Scala 2.12 hash trie iterates: by 5-bit groups of the improved hash, lowest first."""
    h = (h + (~(h << 9) & _MASK)) & _MASK
    h ^= h >> 14
    h = (h + (h << 4)) & _MASK
    h ^= h >> 10
    return sum((h >> shift & 31) << (30 - shift) for shift in range(0, 35, 5) if shift <= 30)


def shuffle_order(keys: Iterable[Key], hash_of: Callable[[Key], int]) -> list[Key]:
    """The order in which `reduceByKey(...).collect()` delivers different keys that one partition holds."""
    by_hash = sorted(keys, key=lambda key: _signed(hash_of(key)))  # the map side sorts by hash
    size = _SLOTS
    while len(by_hash) > _FILLED_TO * size:
        size *= 2
    slots: dict[int, Key] = {}
    for key in by_hash:
        slot = _avalanche(_mix(0, hash_of(key)) ^ 4) % size
        step = 1
        while slot in slots:
            slot = (slot + step) % size
            step += 1
        slots[slot] = key
    return [slots[slot] for slot in sorted(slots)]


def _signed(h: int) -> int:
    return h - (1 << 32) if h >> 31 else h


def _rotl(x: int, r: int) -> int:
    return ((x << r) | (x >> (32 - r))) & _MASK


def _mix(h: int, k: int) -> int:
    k = (k * 0xCC9E2D51) & _MASK
    k = (_rotl(k, 15) * 0x1B873593) & _MASK
    return (_rotl(h ^ k, 13) * 5 + 0xE6546B64) & _MASK


def _avalanche(h: int) -> int:
    h = ((h ^ h >> 16) * 0x85EBCA6B) & _MASK
    h = ((h ^ h >> 13) * 0xC2B2AE35) & _MASK
    return h ^ h >> 16
