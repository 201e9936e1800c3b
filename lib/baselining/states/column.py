"""Everything the documents need to know about one column, mergeable."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from enum import Enum
from typing import Any

import numpy as np

from baselining.errors import DocumentError
from baselining.states import categories, distinct, numbers, words
from baselining.states.distinct import Registers
from baselining.states.framing import Array, Arrays, pack, unpack, whole
from baselining.states.kll import MOST_VALUES, Kll
from baselining.states.numbers import Numbers

TAG = b"BLST"
VERSION = 1


class Source(str, Enum):
    """How a column's cells come: as text to be classified, or typed already."""

    TEXT = "text"
    INTEGRAL = "integral"
    FRACTIONAL = "fractional"


@dataclass(frozen=True, slots=True, kw_only=True)
class CellClasses:
    """Cells by class (`DataTypeHistogram` of Deequ)."""

    missing: int = 0
    fractional: int = 0
    integral: int = 0
    boolean: int = 0
    string: int = 0

    @classmethod
    def of(cls, counts: Iterable[int]) -> CellClasses:
        """So many cells of each class, in the order of the attributes."""
        missing, fractional, integral, boolean, string = counts
        return cls(missing=missing, fractional=fractional, integral=integral, boolean=boolean, string=string)

    @property
    def present(self) -> int:
        """Cells with a value."""
        return self.fractional + self.integral + self.boolean + self.string

    @property
    def is_text(self) -> bool:
        """Can this column only be a String, whatever comes? One String cell, or Booleans beside numbers."""
        return bool(self.string or (self.boolean and (self.fractional or self.integral)))


def merge_classes(a: CellClasses, b: CellClasses) -> CellClasses:
    """The cells of both."""
    return CellClasses(
        missing=a.missing + b.missing,
        fractional=a.fractional + b.fractional,
        integral=a.integral + b.integral,
        boolean=a.boolean + b.boolean,
        string=a.string + b.string,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """The state of one column.

    Attributes:
        source: How its cells come.
        classes: Cells by class.
        registers: Of the distinct estimate; over the text of a cell, or over the typed value.
        numbers: All its numbers read as doubles; None once it can only be a String.
        longs: The same as an Integral column has them: without integers beyond 64 bits, which it counts as missing
            (Spark's cast to long makes them null), and with 0 for -0; None while that makes no difference.
        categories: Exact counts of the different texts; None once they are too many (see categories.py) or for typed
            numbers, which have no categories.
        replaced: Cells with U+FFFD, the mark of bytes that were not of the expected encoding.
        words: Exact counts of the String cells, as long as they all are words that mean a missing value (see words.py);
            None once there was another one, and where that is not known.
    """

    source: Source
    classes: CellClasses
    registers: Registers
    numbers: Numbers | None
    longs: Numbers | None
    categories: Mapping[str, int] | None
    replaced: int
    words: Mapping[str, int] | None = None

    @property
    def cells(self) -> int:
        """Present and missing."""
        return self.classes.missing + self.classes.present

    @classmethod
    def empty(cls, source: Source) -> Column:
        """A column without cells."""
        return cls(
            source=source,
            classes=CellClasses(),
            registers=distinct.empty(),
            numbers=Numbers.empty(),
            longs=None,
            categories={} if source is Source.TEXT else None,
            replaced=0,
            words={} if source is Source.TEXT else None,
        )


def merge(a: Column, b: Column, sketches: Callable[[Kll, Kll], Kll]) -> Column:
    """The cells of both; `b`'s come after `a`'s; `sketches` as for `numbers.merge`. No cells are of any source.

    Raises:
        DocumentError: If they are not of one source; readers give every split of a dataset the same schema.
    """
    if not a.cells or not b.cells:
        return b if not a.cells else a
    if a.source is not b.source:
        raise DocumentError("Saved states of one column are of different kinds.")
    classes = merge_classes(a.classes, b.classes)
    registers = distinct.merge(a.registers, b.registers)
    return Column(
        source=a.source,
        classes=classes,
        registers=registers,
        numbers=None if classes.is_text else _merge_numbers(a.numbers, b.numbers, sketches),
        longs=None if classes.is_text else _merge_longs(a, b, sketches),
        categories=categories.merge(a.categories, b.categories, registers),
        replaced=a.replaced + b.replaced,
        words=words.merge(a.words, b.words),
    )


def merge_as_spark(a: Column, b: Column, sketches: Callable[[Kll, Kll], Kll]) -> Column:
    """As `merge`, with `numbers.merge_as_spark`; begin with an empty column, which is no identity here."""
    merged = merge(a, b, sketches)
    if not b.cells:
        return merged
    start = a if a.cells else Column.empty(b.source)
    if merged.numbers is not None and start.numbers is not None and b.numbers is not None:
        merged = replace(merged, numbers=numbers.merge_as_spark(start.numbers, b.numbers, sketches))
    if merged.longs is not None:
        before, after = start.longs or start.numbers, b.longs or b.numbers
        if before is not None and after is not None:
            merged = replace(merged, longs=numbers.merge_as_spark(before, after, sketches))
    return merged


def _merge_numbers(
    a: Numbers | None, b: Numbers | None, sketches: Callable[[Kll, Kll], Kll]
) -> Numbers | None:
    return None if a is None or b is None else numbers.merge(a, b, sketches)


def _merge_longs(a: Column, b: Column, sketches: Callable[[Kll, Kll], Kll]) -> Numbers | None:
    if a.longs is None and b.longs is None:
        return None
    return _merge_numbers(a.longs or a.numbers, b.longs or b.numbers, sketches)


def to_bytes(column: Column) -> bytes:
    """The column encoded; equal for equal columns."""
    arrays: list[Array] = [column.registers]
    header = {
        "source": column.source.value,
        "classes": asdict(column.classes),
        "numbers": None if column.numbers is None else numbers.to_header(column.numbers, arrays),
        "longs": None if column.longs is None else numbers.to_header(column.longs, arrays),
        "categories": None if column.categories is None else list(column.categories.items()),
        "replaced": column.replaced,
        "words": None if column.words is None else list(column.words.items()),
    }
    return pack(TAG, VERSION, header, arrays)


def from_bytes(raw: bytes) -> Column:
    """The column that `to_bytes` encoded.

    Raises:
        DocumentError: If the bytes are not a column's state, damaged, or of another version.
    """
    return unpack(raw, TAG, VERSION, _from_header)


def _from_header(header: dict[str, Any], arrays: Arrays) -> Column:
    registers = arrays.take(np.dtype(np.uint8), distinct.M)
    classes = CellClasses(**{name: whole(count, MOST_VALUES) for name, count in header["classes"].items()})
    first, second = (
        None if header[member] is None else numbers.from_header(header[member], arrays)
        for member in ("numbers", "longs")
    )
    present = classes.present
    for each in (first, second):
        if each is not None:
            whole(each.count + each.not_finite, present)
    return Column(
        source=Source(header["source"]),
        classes=classes,
        registers=registers,
        numbers=first,
        longs=second,
        categories=categories.from_header(header["categories"], present),
        replaced=whole(header["replaced"], present),
        words=words.from_header(header.get("words"), classes.string),  # which the first states did not have
    )
