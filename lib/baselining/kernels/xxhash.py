"""xxHash64 with Spark's seed, for text and for the primitive types that Spark hashes directly.

The algorithm is XXH64 (https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md); the short forms for int and
long are the ones of Spark's `org.apache.spark.sql.catalyst.expressions.XXH64` (hashInt, hashLong), seed 42.
"""

from __future__ import annotations

import numpy as np

from baselining.kernels.bits import load_word, word_at
from baselining.kernels.jit import inlined, kernel

SEED = np.uint64(42)
_P1 = np.uint64(0x9E3779B185EBCA87)
_P2 = np.uint64(0xC2B2AE3D27D4EB4F)
_P3 = np.uint64(0x165667B19E3779F9)
_P4 = np.uint64(0x85EBCA77C2B2AE63)
_P5 = np.uint64(0x27D4EB2F165667C5)
_U32 = np.uint64(32)


@inlined
def _rotl(x: np.uint64, r: int) -> np.uint64:
    return (x << np.uint64(r)) | (x >> np.uint64(64 - r))


@inlined
def _avalanche(h: np.uint64) -> np.uint64:
    h ^= h >> np.uint64(33)
    h *= _P2
    h ^= h >> np.uint64(29)
    h *= _P3
    return h ^ (h >> _U32)


@kernel
def hash_long(value: np.uint64) -> np.uint64:
    """The hash of a 64-bit value, given as its bits."""
    h = SEED + _P5 + np.uint64(8)
    h ^= _rotl(value * _P2, 31) * _P1
    h = _rotl(h, 27) * _P1 + _P4
    return _avalanche(h)


@kernel
def hash_int(value: np.uint64) -> np.uint64:
    """The hash of a 32-bit value, given as its bits in the low half."""
    h = SEED + _P5 + np.uint64(4)
    h ^= (value & np.uint64(0xFFFFFFFF)) * _P1
    h = _rotl(h, 23) * _P2 + _P3
    return _avalanche(h)


@inlined
def _word32(data: np.ndarray, at: int) -> np.uint64:
    word = np.uint64(0)
    for i in range(4):
        word |= np.uint64(data[at + i]) << np.uint64(8 * i)
    return word


@inlined
def _round(acc: np.uint64, word: np.uint64) -> np.uint64:
    return _rotl(acc + word * _P2, 31) * _P1


@inlined
def _converge(v1: np.uint64, v2: np.uint64, v3: np.uint64, v4: np.uint64) -> np.uint64:
    h = _rotl(v1, 1) + _rotl(v2, 7) + _rotl(v3, 12) + _rotl(v4, 18)
    for v in (v1, v2, v3, v4):
        h = (h ^ _round(np.uint64(0), v)) * _P1 + _P4
    return h


@kernel
def _stripes(data: np.ndarray, start: int, end: int) -> np.uint64:
    """The 32-byte part of XXH64; needs at least 32 bytes."""
    v1 = SEED + _P1 + _P2
    v2 = SEED + _P2
    v3 = SEED
    v4 = SEED - _P1
    at = start
    while at + 32 <= end:
        v1 = _round(v1, load_word(data, at))
        v2 = _round(v2, load_word(data, at + 8))
        v3 = _round(v3, load_word(data, at + 16))
        v4 = _round(v4, load_word(data, at + 24))
        at += 32
    return _converge(v1, v2, v3, v4)


@kernel
def hash_bytes(data: np.ndarray, start: int, end: int) -> np.uint64:
    """The hash of `data[start:end]` (uint8)."""
    length = end - start
    if length >= 32:
        h = _stripes(data, start, end)
        at = start + length // 32 * 32
    else:
        h = SEED + _P5
        at = start
    h += np.uint64(length)
    while at + 8 <= end:
        h ^= _round(np.uint64(0), load_word(data, at))
        h = _rotl(h, 27) * _P1 + _P4
        at += 8
    if at + 4 <= end:
        h ^= _word32(data, at) * _P1
        h = _rotl(h, 23) * _P2 + _P3
        at += 4
    while at < end:
        h ^= np.uint64(data[at]) * _P5
        h = _rotl(h, 11) * _P1
        at += 1
    return _avalanche(h)


@inlined
def hash_padded(start: int, end: int) -> np.uint64:
    """`hash_bytes` of what stands at the addresses from `start` up to `end`; eight bytes behind it may be loaded.

    There is no branch on the length of what is left when the words of eight bytes are taken.
    """
    h = SEED + _P5
    at = start
    if end - at >= 32:
        v1, v2, v3, v4 = SEED + _P1 + _P2, SEED + _P2, SEED, SEED - _P1
        while at + 32 <= end:
            v1, v2 = _round(v1, word_at(at)), _round(v2, word_at(at + 8))
            v3, v4 = _round(v3, word_at(at + 16)), _round(v4, word_at(at + 24))
            at += 32
        h = _converge(v1, v2, v3, v4)
    h += np.uint64(end - start)
    while at + 8 <= end:
        h ^= _round(np.uint64(0), word_at(at))
        h = _rotl(h, 27) * _P1 + _P4
        at += 8
    rest = word_at(at)
    more = _rotl(h ^ ((rest & np.uint64(0xFFFFFFFF)) * _P1), 23) * _P2 + _P3
    has_four = np.uint64(0) - np.uint64((end - at) >> 2)
    h ^= (h ^ more) & has_four
    rest = ((rest >> _U32) & has_four) | (rest & ~has_four)
    left = (end - at) & 3
    for i in range(3):
        more = _rotl(h ^ (((rest >> np.uint64(8 * i)) & np.uint64(255)) * _P5), 11) * _P1
        h ^= (h ^ more) & (np.uint64(0) - np.uint64(i < left))
    return _avalanche(h)
