"""The Spark settings that results depend on: always ours, and never silently other than those given."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from baselining.dataset.split_rule import SplitRule
from baselining.errors import ConfigError

if TYPE_CHECKING:
    from pyspark import SparkConf, SparkContext

SPLIT_BYTES = 128 * 1024 * 1024
"""How much of the input one split of a narrow table covers at most (`dataset/split_rule.py`). Part of the result:
splits must depend on the data alone."""

RESULT_SETTINGS = {
    # Without this, Spark sizes splits by the number of cores, and another cluster would give other sketches.
    "spark.sql.files.minPartitionNum": "1",
    "spark.sql.files.maxPartitionBytes": str(SPLIT_BYTES),
    "spark.sql.files.openCostInBytes": str(4 * 1024 * 1024),
    # Files that cannot be read are told, not left out.
    "spark.sql.files.ignoreCorruptFiles": "false",
    "spark.sql.files.ignoreMissingFiles": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.caseSensitive": "true",
    "spark.sql.ansi.enabled": "false",
    "spark.sql.parquet.mergeSchema": "false",
}

_LISTING_SETTING = "spark.sql.sources.parallelPartitionDiscovery.parallelism"
"""How many tasks list the files of a dataset at most: by default one a file, which of 10,000 files takes a minute."""
_LISTING_TASKS_PER_CORE = 4

_SIZE = re.compile(r"(\d+)([kmgtp]?)(?:i?b)?", re.IGNORECASE)
_UNITS = ("", "k", "m", "g", "t", "p")


def split_rule(*, by_file: bool) -> SplitRule:
    """The rule that Spark is set to follow, whoever reads."""
    narrow = int(RESULT_SETTINGS["spark.sql.files.maxPartitionBytes"])
    each_file = int(RESULT_SETTINGS["spark.sql.files.openCostInBytes"])
    return SplitRule(narrow_bytes=narrow, open_bytes=each_file, by_file=by_file)


def refuse_others(given: Mapping[str, str], where: str) -> None:
    """Refuse a value other than ours of a setting that results depend on.

    Args:
        given: Spark settings, of whatever kind.
        where: They were given, for the message.

    Raises:
        ConfigError: With the setting's name.
    """
    for name, ours in RESULT_SETTINGS.items():
        value = given.get(name)
        if value is not None and _plain(value) != _plain(ours):
            raise ConfigError(
                f"{name} is {value!r} in {where}, but a baseline is always computed with {ours!r}.",
                hint="The same data must give the same bytes everywhere: leave that setting out.",
            )


def given_at_start(conf: SparkConf) -> dict[str, str]:
    """Those settings that results depend on and that Spark is started with (spark-submit, spark-defaults.conf)."""
    found = {name: conf.get(name) for name in RESULT_SETTINGS}
    return {name: value for name, value in found.items() if value is not None}


def result_settings(context: SparkContext, given: Callable[[str], str | None]) -> dict[str, str]:
    """What results depend on, and how many tasks list files unless that is given or set already.

    Args:
        given: Tells what a setting is.
    """
    if given(_LISTING_SETTING) is not None:
        return dict(RESULT_SETTINGS)
    return {**RESULT_SETTINGS, _LISTING_SETTING: str(_LISTING_TASKS_PER_CORE * context.defaultParallelism)}


def _plain(value: str) -> str:
    """One spelling of what Spark takes for one value: `128m` and 134217728, `TRUE` and true."""
    text = value.strip().lower()
    size = _SIZE.fullmatch(text)
    return str(int(size[1]) * 1024 ** _UNITS.index(size[2])) if size else text
