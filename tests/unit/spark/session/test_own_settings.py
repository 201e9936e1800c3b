"""Where executors are on other machines, the driver must be reachable from there."""

from __future__ import annotations

import pytest

from baselining.spark.session.start import SessionSpec, own_settings

HERE = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}


@pytest.mark.parametrize("master", [None, "local", "local[*]", "local[2,4]", "local-cluster[2,1,1024]"])
def test_on_one_machine_the_driver_is_at_its_own_address(master: str | None) -> None:
    assert own_settings(SessionSpec(master=master)).items() >= HERE.items()


@pytest.mark.parametrize("master", ["yarn", "spark://host:7077", "k8s://https://host", "mesos://host"])
@pytest.mark.parametrize("by_setting", [False, True], ids=["--master", "--conf spark.master"])
def test_for_a_cluster_spark_finds_out_the_drivers_address(master: str, by_setting: bool) -> None:
    spec = SessionSpec(settings={"spark.master": master}) if by_setting else SessionSpec(master=master)

    settings = own_settings(spec)

    assert settings["spark.master"] == master
    assert not settings.keys() & {*HERE, "spark.executor.extraJavaOptions"}
