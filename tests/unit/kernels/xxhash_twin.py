"""XXH64 in plain Python, after https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md."""

from __future__ import annotations

MASK = (1 << 64) - 1
P1, P2, P3 = 11400714785074694791, 14029467366897019727, 1609587929392839161
P4, P5 = 9650029242287828579, 2870177450012600261


def rotl(x: int, r: int) -> int:
    return ((x << r) | (x >> (64 - r))) & MASK


def one_round(lane: int, word: int) -> int:
    return rotl((lane + word * P2) & MASK, 31) * P1 & MASK


def finish(h: int) -> int:
    h = (h ^ (h >> 33)) * P2 & MASK
    h = (h ^ (h >> 29)) * P3 & MASK
    return h ^ (h >> 32)


def xxh64(data: bytes, seed: int) -> int:
    if len(data) >= 32:
        lanes = [(seed + P1 + P2) & MASK, (seed + P2) & MASK, seed, (seed - P1) & MASK]
        for start in range(0, len(data) - 31, 32):
            for place in range(4):
                word = int.from_bytes(data[start + 8 * place : start + 8 * place + 8], "little")
                lanes[place] = one_round(lanes[place], word)
        h = sum(rotl(lane, by) for lane, by in zip(lanes, (1, 7, 12, 18), strict=True)) & MASK
        for lane in lanes:
            h = ((h ^ one_round(0, lane)) * P1 + P4) & MASK
    else:
        h = (seed + P5) & MASK
    h = (h + len(data)) & MASK
    rest = data[len(data) // 32 * 32 :]
    while len(rest) >= 8:
        h = (rotl(h ^ one_round(0, int.from_bytes(rest[:8], "little")), 27) * P1 + P4) & MASK
        rest = rest[8:]
    if len(rest) >= 4:
        h = (rotl(h ^ (int.from_bytes(rest[:4], "little") * P1 & MASK), 23) * P2 + P3) & MASK
        rest = rest[4:]
    for byte in rest:
        h = rotl(h ^ (byte * P5 & MASK), 11) * P1 & MASK
    return finish(h)
