"""The order in which Spark's `MulticlassMetrics` adds classes up, which decides the last digit of weighted metrics.

Labels are doubles there. They are put into a mutable Scala 2.12 map, whose table iterates from its end, and from there
into an immutable one: up to four keep their order, more are in that of a hash trie.

Sources: `labelCountByClass` in mllib/src/main/scala/org/apache/spark/mllib/evaluation/MulticlassMetrics.scala;
scala.collection.mutable.HashTable, scala.runtime.Statics.doubleHash.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable

from baselining.documents.scala_order import SMALL_MAP, trie_key

_MASK = 0xFFFFFFFF
_LEAST_SLOTS, _FILLED_TO = 16, 0.75


def in_label_order(labels: Iterable[float]) -> list[float]:
    """Different labels, ascending where nothing is known: two in one slot of a table of up to four."""
    ascending = sorted(labels)
    slots = _LEAST_SLOTS
    while len(ascending) > slots * _FILLED_TO:
        slots *= 2
    listed = sorted(ascending, key=lambda label: -_slot(double_hash(label), slots))
    return (
        listed if len(listed) <= SMALL_MAP else sorted(listed, key=lambda label: trie_key(double_hash(label)))
    )


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


def _slot(hash_code: int, slots: int) -> int:
    """The place in a table of so many, a power of two (`HashTable.index`)."""
    bits = slots.bit_length() - 1
    turned = _byteswap(hash_code)
    turned = ((turned >> bits) | (turned << (32 - bits))) & _MASK
    return turned >> (32 - bits)


def _byteswap(value: int) -> int:
    """`scala.util.hashing.byteswap32`."""
    value = value * 0x9E3775CD & _MASK
    swapped = int.from_bytes(value.to_bytes(4, "little"), "big")
    return swapped * 0x9E3775CD & _MASK
