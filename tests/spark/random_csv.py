"""Random CSV files of many differently-natured columns, for comparing engines.

Hypothesis draws for each column a small pool of cells and how to lay it out over the rows; what fills thousands of
rows from the pool is a seeded generator. So examples stay small, shrink well, and still reach compactions.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from hypothesis import strategies as st

ROWS = st.one_of(
    st.integers(1, 12),
    st.integers(13, 400),
    st.sampled_from([2049, 2050, 2051, 3364, 3365, 4100]),
    st.integers(1, 5000),
)

_ODD_TEXT = st.sampled_from(
    ["NaN", "nan", "null", "NULL", "None", "\\N", "NA", "inf", "-inf", "Infinity", "NullValue", "True", "FALSE",
     "0x1F", "1,000", "1_000", ".5", "5.", "1e", "e5", "1e+", "--1", "+-1", "1d", "1f", "1L", "2020-01-02", "1 ",
     "true ", " true", "1.5 ", "1\n", "1.5\n", "true\n", "\u0661\u0662", "\uff11", "\u00bd", "\u221e", "Aa", "BB",
     "AaAa", "BBBB", "AaBB", "\U0001f600", "e\u0301", "\u00e9", "\u00df", "\u0130", "\ue000", "\ufffd", "a\tb",
     "#comment", "'", "\\", "\\\\", "a\\b", "a\\", "\x01", "\x7f", "\x85", "\xa0", "\u3000", "\x1f"]
)  # fmt: skip
_ANY_TEXT = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00\ufeff"), min_size=1, max_size=12
)
_NEAR_LIMITS = st.builds(
    lambda power, off, sign: str(sign * ((1 << power) + off)),
    st.sampled_from([24, 31, 32, 53, 62, 63]), st.integers(-3, 3), st.sampled_from([1, -1]),
)  # fmt: skip
_BEYOND_LONG = st.builds(
    lambda power, off, sign: str(sign * ((1 << power) + off)),
    st.sampled_from([63, 64, 70, 128, 1100]), st.integers(-3, 3), st.sampled_from([1, -1]),
)  # fmt: skip
_SIGN = st.sampled_from(["", "", "", "-", "+", " ", "- ", "+ ", "-  "])
_DIGITS = st.text("0123456789", min_size=1, max_size=6)
_INTEGER = st.builds(lambda s, d: s + d, _SIGN, _DIGITS)
# Up to where squares still fit a double, and beyond all doubles; docs/differences.md says what happens between.
_EXPONENT = st.builds(
    lambda e, d: f"{e}{d}", st.sampled_from("eE"), st.one_of(st.integers(-340, 146), st.integers(309, 400))
)
_SMALL_EXPONENT = st.builds(
    lambda e, s, d: e + s + d,
    st.sampled_from("eE"),
    st.sampled_from(["", "-", "+"]),
    st.integers(0, 30).map(str),
)
_DECIMAL = st.builds(lambda i, f: f"{i}.{f}", _INTEGER, st.text("0123456789", min_size=1, max_size=19))
_FLOAT = st.one_of(
    _DECIMAL,
    st.builds(lambda i, e: i + e, st.one_of(_INTEGER, _DECIMAL), _SMALL_EXPONENT),
    st.floats(allow_nan=False, allow_infinity=False, width=32).map(repr),
    st.floats(-1e12, 1e12).map(repr),
)

NATURES = {
    "integers": _INTEGER,
    "large integers": st.one_of(_NEAR_LIMITS, _INTEGER),
    "beyond 64 bits": st.one_of(_BEYOND_LONG, _INTEGER),
    "beyond 64 bits, and decimals": st.one_of(_BEYOND_LONG, _INTEGER, _DECIMAL),
    "zeros": st.sampled_from(["0", "-0", "+0", "00", " 0"]),
    "fractional zeros": st.sampled_from(["0.0", "-0.0", "0", "-0", "0e5", "-0.0e-3", "1.5", "-1.5"]),
    "milliseconds": st.integers(1_500_000_000_000, 1_800_000_000_000).map(str),
    "small negatives": st.integers(-(2**40), -(2**33)).map(str),
    "floats": _FLOAT,
    "decimals": _DECIMAL,
    "huge exponents": st.builds(lambda i, e: i + e, _INTEGER, _EXPONENT),
    "floats and integers": st.one_of(_FLOAT, _INTEGER),
    "booleans": st.sampled_from(["true", "false"]),
    "booleans and numbers": st.one_of(st.sampled_from(["true", "false"]), _INTEGER),
    "almost numbers": st.one_of(_FLOAT, _INTEGER, _ODD_TEXT),
    "odd text": _ODD_TEXT,
    "any text": _ANY_TEXT,
    "mixed": st.one_of(_ANY_TEXT, _ODD_TEXT, _INTEGER, _FLOAT),
}


@dataclass(frozen=True)
class ColumnRecipe:
    """How to fill a column: cells from `pool`, some missing, or that many numbered texts, or random numbers."""

    nature: str
    pool: list[str]
    missing: float
    style: str
    seed: int

    def cells(self, present: list[bool]) -> list[str | None]:
        """A cell for each row where it is `present` and not chosen to be missing."""
        rng = random.Random(self.seed)  # noqa: S311 - not a secret
        total = 0
        cells: list[str | None] = []
        for here in present:
            if not here or rng.random() < self.missing:
                cells.append(None)
                continue
            cell = self._cell(rng)
            if self.nature in _SUMMED_AS_LONGS:
                cell, total = _within_64_bits(cell, total)
            cells.append(cell)
        return cells

    def _cell(self, rng: random.Random) -> str:
        if self.nature == "doubles":
            return repr(rng.gauss(0, 1) * 10 ** rng.randint(-3, 9))
        if self.nature == "prices":
            return f"{rng.random() * 1000:.2f}"
        if self.nature == "identifiers":
            return str(rng.randrange(10**12))
        return rng.choice(self.pool)


_SUMMED_AS_LONGS = ("large integers", "beyond 64 bits")


def _within_64_bits(cell: str, total: int) -> tuple[str, int]:
    """The cell, or its negative where the sum of the column would overflow, which Deequ does not notice."""
    sign, _, blank = cell.partition(" ")
    number = int(cell.replace(" ", ""))
    if (sign in "+-" and sign and blank) or not _is_long(number):  # no number to Spark
        return cell, total
    if _is_long(total + number):
        return cell, total + number
    return (str(-number), total - number) if _is_long(-number) else ("0", total)


def _is_long(number: int) -> bool:
    return -(2**63) <= number < 2**63


@dataclass(frozen=True)
class CsvRecipe:
    """A file: rows, columns, and how the last cells of some rows are cut off."""

    rows: int
    columns: list[ColumnRecipe]
    short_rows: bool
    seed: int

    def text(self) -> str:
        rng = random.Random(self.seed)  # noqa: S311 - as above
        width = len(self.columns)
        lengths = [self._length(rng, width) for _ in range(self.rows)]
        columns = [column.cells([n > i for n in lengths]) for i, column in enumerate(self.columns)]
        lines = [",".join(f"f{i}" for i in range(width))]
        for length, *row in zip(lengths, *columns, strict=True):
            cells = [_encoded(row[i], self.columns[i].style, rng) for i in range(length)]
            lines.append(",".join(cells) or '""')  # an empty line is no row
        return "\n".join(lines) + rng.choice(["", "\n"])

    def _length(self, rng: random.Random, width: int) -> int:
        return rng.randint(1, width - 1) if self.short_rows and width > 1 and rng.random() < 0.1 else width


def _encoded(cell: str | None, style: str, rng: random.Random) -> str:
    if cell is None:
        return rng.choice(["", '""'])
    if style == "bare" and not set('",\r\n#\\') & set(cell) and cell == cell.strip():
        return cell
    if style == "doubled":
        return '"' + cell.replace('"', '""') + '"'
    return '"' + cell.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _categories(count: int, kind: str) -> list[str]:
    return [f"{kind}{i}" for i in range(count)]


SEEDS = st.integers(0, 2**32 - 1)
_MISSING = st.sampled_from([0.0, 0.0, 0.02, 0.5, 1.0])
_STYLES = st.sampled_from(["bare", "bare", "quoted", "doubled"])
_CATEGORY_COUNTS = st.one_of(st.integers(1, 6), st.integers(112, 128), st.sampled_from([119, 120, 121, 122]))


def _column() -> st.SearchStrategy[ColumnRecipe]:
    from_pool = st.sampled_from(sorted(NATURES)).flatmap(
        lambda nature: st.builds(
            ColumnRecipe,
            nature=st.just(nature),
            pool=st.lists(NATURES[nature], min_size=1, max_size=10),
            missing=_MISSING,
            style=_STYLES,
            seed=SEEDS,
        )
    )
    categories = st.builds(
        ColumnRecipe,
        nature=st.just("categories"),
        pool=st.builds(
            _categories, _CATEGORY_COUNTS, st.sampled_from(["", "v", "\u00e9", "long text with blanks "])
        ),
        missing=_MISSING,
        style=_STYLES,
        seed=SEEDS,
    )
    generated = st.builds(
        ColumnRecipe,
        nature=st.sampled_from(["doubles", "prices", "identifiers"]),
        pool=st.just([]),
        missing=_MISSING,
        style=st.just("bare"),
        seed=SEEDS,
    )
    return st.one_of(from_pool, from_pool, categories, generated)


CSVS = st.builds(
    CsvRecipe,
    rows=ROWS,
    columns=st.one_of(
        st.lists(_column(), min_size=12, max_size=24), st.lists(_column(), min_size=1, max_size=6)
    ),
    short_rows=st.booleans(),
    seed=SEEDS,
)
