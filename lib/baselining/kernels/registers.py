"""Adding hashes to HyperLogLog++ registers (p = 9, 512 of them), as Deequ's StatefulHyperloglogPlus does."""

from __future__ import annotations

import numpy as np

from baselining.kernels.bits import leading_zeros
from baselining.kernels.jit import inlined, kernel
from baselining.kernels.xxhash import hash_bytes, hash_long

P = 9
_INDEX_SHIFT = np.uint64(64 - P)
_PADDING = np.uint64(1 << (P - 1))
_ONE = np.uint64(1)


@inlined
def index_and_rank(h: np.uint64) -> tuple[np.uint64, np.uint8]:
    """The register that `h` falls into, and the rank of its first set bit (1-based)."""
    word = (h << np.uint64(P)) | _PADDING  # the padding bounds the rank by 64 - P + 1
    return h >> _INDEX_SHIFT, np.uint8(leading_zeros(word) + _ONE)


@inlined
def register(registers: np.ndarray, h: np.uint64) -> None:
    """Raise the register that `h` falls into to its rank, if that is higher."""
    index, rank = index_and_rank(h)
    if rank > registers[index]:
        registers[index] = rank


@kernel
def register_longs(registers: np.ndarray, bits: np.ndarray) -> None:
    """Add 64-bit values, given as their bits (uint64)."""
    for i in range(bits.size):
        register(registers, hash_long(bits[i]))


@kernel
def register_unscaled(registers: np.ndarray, words: np.ndarray) -> None:
    """Add decimals of more than 18 digits, by the bytes of `BigInteger.toByteArray`: big-endian, as few as possible.

    `words` is the Arrow decimal128 layout: (n, 16) uint8, little-endian two's complement.
    """
    scratch = np.empty(16, np.uint8)
    for i in range(words.shape[0]):
        sign = np.uint8(255) if words[i, 15] & np.uint8(128) else np.uint8(0)
        length = 16
        while length > 1 and words[i, length - 1] == sign and (words[i, length - 2] ^ sign) < 128:
            length -= 1
        for j in range(length):
            scratch[j] = words[i, length - 1 - j]
        register(registers, hash_bytes(scratch, 0, length))
