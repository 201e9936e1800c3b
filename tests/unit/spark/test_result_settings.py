"""A Spark setting that results depend on is refused by name if it is given with another value than ours."""

from __future__ import annotations

import pytest

from baselining.errors import ConfigError
from baselining.spark.result_settings import RESULT_SETTINGS, refuse_others
from baselining.spark.session.start import SessionSpec, spark_session


@pytest.mark.parametrize("name", RESULT_SETTINGS)
def test_another_value_is_refused_and_the_same_is_fine(name: str) -> None:
    refuse_others({name: RESULT_SETTINGS[name], "spark.executor.memory": "8g"}, "--conf")

    with pytest.raises(ConfigError, match=rf"^{name} is 'other' in --conf, but"):
        refuse_others({name: "other"}, "--conf")


@pytest.mark.parametrize("size", ["134217728", "128m", "128MB", " 131072k ", "128MiB"])
def test_a_size_may_be_spelt_in_any_way(size: str) -> None:
    refuse_others({"spark.sql.files.maxPartitionBytes": size, "spark.sql.caseSensitive": "TRUE"}, "--conf")


def test_it_is_refused_before_spark_starts() -> None:
    spec = SessionSpec(settings={"spark.sql.session.timeZone": "Europe/Berlin"})

    with pytest.raises(ConfigError, match="timeZone is 'Europe/Berlin'"), spark_session(spec):
        pytest.fail("Spark has started")
