"""The order in which Spark's `MulticlassMetrics` adds classes up, which decides the last digit of weighted metrics.

Labels are doubles there. Pairs of labels are counted in a table of Spark's own, of one partition, and collected into a
mutable Scala 2.12 map; from there labels are counted in another one; and that is made an immutable one: up to four keep
their order, more are in that of a hash trie.

Sources: `labelCountByClass` in mllib/src/main/scala/org/apache/spark/mllib/evaluation/MulticlassMetrics.scala;
scala.collection.mutable.HashTable, scala.runtime.Statics.doubleHash; documents/scala_order.py.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable
from typing import TypeVar

from baselining.documents.scala_order import SMALL_MAP, product_hash, shuffle_order, trie_key

Pair = tuple[float, float]
Key = TypeVar("Key")

_MASK = 0xFFFFFFFF
_LEAST_SLOTS, _FILLED_TO = 16, 0.75


def in_label_order(pairs: Iterable[Pair]) -> list[float]:
    """The actual labels of pairs of an actual and a predicted one, as classes are added up."""
    counted = shuffle_order(sorted(set(pairs)), _pair_hash)
    labels = dict.fromkeys(actual for actual, _ in _in_table_order(counted, _pair_hash))
    listed = _in_table_order(labels, double_hash)
    return (
        listed if len(listed) <= SMALL_MAP else sorted(listed, key=lambda label: trie_key(double_hash(label)))
    )


def _in_table_order(keys: Iterable[Key], hash_of: Callable[[Key], int]) -> list[Key]:
    """How a mutable map iterates that got these keys: slots from the last one, of each the key that came last first."""
    slots: list[list[Key]] = [[] for _ in range(_LEAST_SLOTS)]
    for count, key in enumerate(keys, 1):
        slots[_slot(hash_of(key), len(slots))].insert(0, key)
        if count > len(slots) * _FILLED_TO:
            larger: list[list[Key]] = [[] for _ in range(2 * len(slots))]
            for other in (other for slot in reversed(slots) for other in slot):
                larger[_slot(hash_of(other), len(larger))].insert(0, other)
            slots = larger
    return [key for slot in reversed(slots) for key in slot]


def double_hash(value: float) -> int:
    """`##` of a Double, as an unsigned 32-bit number: that of the integer, the long or the float that it equals."""
    if value.is_integer() and -(2**63) <= value < 2**63:
        whole = int(value)
        bits = whole & (2**64 - 1)
        return whole & _MASK if -(2**31) <= whole < 2**31 else (bits ^ (bits >> 32)) & _MASK
    try:
        single = struct.unpack("<f", struct.pack("<f", value))[0]
    except OverflowError:
        single = None
    if single == value:
        return int(struct.unpack("<I", struct.pack("<f", value))[0])
    bits = struct.unpack("<Q", struct.pack("<d", value))[0]
    return int((bits ^ (bits >> 32)) & _MASK)


def _pair_hash(pair: Pair) -> int:
    """`##` of a Tuple2 of Doubles."""
    return product_hash([double_hash(value) for value in pair])


def _slot(hash_code: int, slots: int) -> int:
    """The place in a table of so many, a power of two (`HashTable.index`); it is turned by what it was made with."""
    turn, bits = _LEAST_SLOTS.bit_length() - 1, slots.bit_length() - 1
    turned = _byteswap(hash_code)
    turned = ((turned >> turn) | (turned << (32 - turn))) & _MASK
    return turned >> (32 - bits)


def _byteswap(value: int) -> int:
    """`scala.util.hashing.byteswap32`."""
    value = value * 0x9E3775CD & _MASK
    swapped = int.from_bytes(value.to_bytes(4, "little"), "big")
    return swapped * 0x9E3775CD & _MASK
