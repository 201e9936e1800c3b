"""Columns of files, and what about a file only Spark's reader can read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class FileColumn:
    """A column, and Spark's name for its type."""

    name: str
    spark_type: str


class UnlikeSparkError(Exception):
    """Spark's reader has to read this, because this one cannot, or not for sure the same."""


class OtherColumnsError(UnlikeSparkError):
    """The columns are not what a beginning of the files made them out to be; once they are known, this may read it."""
