"""How fast a profile goes on, in words."""

from __future__ import annotations


def pace(fraction: float, input_size: int, seconds: float, values: int = 0, columns: int = 1) -> str:
    """How much of the input that is, how fast it went, and how long the rest takes at that pace."""
    if not fraction or not seconds:
        return f"of {size_in_words(input_size)}"
    read = fraction * input_size / 1e6
    left = seconds * (1 - fraction) / fraction
    rows = f"{values // columns:,} rows, " if values else ""
    speed = f"{values / seconds / 1e6:,.1f} M values/s, " if values else ""
    return f"{rows}{read:,.0f} of {input_size / 1e6:,.0f} MB, {speed}{read / seconds:,.0f} MB/s, {left:,.0f} s left"


def size_in_words(size: int) -> str:
    """Bytes for people; files of less than a megabyte in kilobytes, at least one of them."""
    return f"{size / 1e6:,.0f} MB" if size >= 1e6 else f"{max(size / 1e3, 1):,.0f} kB"
