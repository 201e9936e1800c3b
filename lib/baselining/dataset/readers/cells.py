r"""How many cells univocity finds in the text of one row of CSV, set up as Spark sets it up.

A quote is escaped by a backslash. A doubled quote is not an escape: the second one ends the cell where a comma, a
blank or the row's end follows. Any other character behind a closing quote makes the quote a part of the cell, which
then ends at the next comma (`UnescapedQuoteHandling.STOP_AT_DELIMITER`).

Source: `CsvParser.parseQuotedValue` of univocity-parsers 2.9.1, and Spark's `CSVOptions.asParserSettings`.
"""

from __future__ import annotations

import re

_QUOTE, _BACKSLASH, _COMMA = '"', "\\", ","
_ESCAPED = "\0"
"""In the place of a character that took part in an escape: it escapes nothing itself."""
_SPECIAL = re.compile(r'["\\]')
_NOT_BLANK = re.compile(r"[^\x00-\x20]")


def count_cells(row: str) -> int:
    """The cells of a row; `row` is its text without the line end behind it."""
    if _QUOTE not in row:
        return row.count(_COMMA) + 1
    cells, at = 1, 0
    while True:
        at = _quoted_end(row, at + 1) if row.startswith(_QUOTE, at) else _next_comma(row, at)
        if at == len(row):
            return cells
        cells += 1
        at += 1


def _next_comma(row: str, at: int) -> int:
    found = row.find(_COMMA, at)
    return len(row) if found < 0 else found


def _first(pattern: re.Pattern[str], row: str, at: int) -> int:
    found = pattern.search(row, at)
    return found.start() if found else len(row)


def _quoted_end(row: str, at: int) -> int:
    """Where a cell ends, at a comma or the row's end; `at` is behind its opening quote."""
    before = ""
    while at < len(row):
        character = row[at]
        if before == _QUOTE and (character == _COMMA or character <= " "):
            return _closed_end(row, at)
        if character not in (_QUOTE, _BACKSLASH):
            if before == _QUOTE:
                return _next_comma(row, at + 1)
            at = _first(_SPECIAL, row, at)
            before = row[at : at + 1]
        else:
            before, at = _after_special(row, at, before)
        at += 1
    return len(row)


def _closed_end(row: str, at: int) -> int:
    """As `_quoted_end`, behind the closing quote: blanks before a comma are dropped, else they belong to the cell."""
    at = _first(_NOT_BLANK, row, at)
    return at if row.startswith(_COMMA, at) else _next_comma(row, at + 1)


def _after_special(row: str, at: int, before: str) -> tuple[str, int]:
    """What stands before the next character, and where that is less one, with a quote or backslash at `at`."""
    character = row[at]
    if before == _BACKSLASH:
        return _ESCAPED, at
    if before == _QUOTE and character == _BACKSLASH:  # the comma that follows becomes a part of the cell
        return _COMMA, _end_behind_backslash(row, at + 1)
    return character, at


def _end_behind_backslash(row: str, at: int) -> int:
    """The comma up to which univocity reads on behind a quote and a backslash, each other such pair taking one more."""
    before, more = _ESCAPED, 0
    while at < len(row):
        character = row[at]
        if character == _COMMA and not more:
            return at
        if character == _COMMA:
            more -= 1
        if before == _QUOTE and character == _BACKSLASH:
            character, more = _ESCAPED, more + 1
        elif before == _BACKSLASH and character in (_QUOTE, _BACKSLASH):
            character = _ESCAPED
        before = character
        at += 1
    return at
