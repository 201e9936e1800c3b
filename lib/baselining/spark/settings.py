"""Settings of a running Spark session, changed for a while: the session may be somebody else's, who goes on with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from baselining.errors import ConfigError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


@contextmanager
def with_settings(spark: SparkSession, settings: Mapping[str, str]) -> Iterator[None]:
    """Set these for as long as the block lasts; afterwards they are what they were, or unset again.

    Raises:
        ConfigError: If one cannot be changed in a session that is running.
    """
    before = {name: spark.conf.get(name, None) for name in settings}
    changed: list[str] = []  # a setting that cannot be set cannot be unset
    try:
        for name, value in settings.items():
            if value != before[name]:
                changed.append(name)
                _set(spark, name, value, changed)
        yield
    finally:
        for name in changed:
            old = before[name]
            if old is None:
                spark.conf.unset(name)
            else:
                spark.conf.set(name, old)


def _set(spark: SparkSession, name: str, value: str, changed: list[str]) -> None:
    from pyspark.errors import AnalysisException, IllegalArgumentException

    try:
        spark.conf.set(name, value)
    except (AnalysisException, IllegalArgumentException):
        changed.remove(name)
        raise ConfigError(
            f"{name} cannot be {value!r} in a Spark session that is running already.",
            hint="Leave it out (--conf, spark.settings), or give it where that session is started.",
        ) from None
