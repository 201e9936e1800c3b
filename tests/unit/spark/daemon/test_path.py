"""PySpark comes out of its zip only where there is no installed package of the same release."""

from __future__ import annotations

from pathlib import Path

import pytest

from baselining.spark.daemon.path import unpacked_first


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder of packages in which pip has installed Spark."""
    libraries = tmp_path / "site-packages/pyspark/python/lib"
    libraries.mkdir(parents=True)
    (tmp_path / "site-packages/pyspark/worker.py").touch()
    return tmp_path / "site-packages"


def test_zips_inside_an_installed_pyspark_are_looked_in_last(site: Path) -> None:
    zips = [str(site / "pyspark/python/lib" / name) for name in ("pyspark.zip", "py4j-0.10.9.7-src.zip")]

    assert unpacked_first(["", *zips, "/other", str(site)]) == ["", "/other", str(site), *zips]


def test_a_link_to_the_folder_of_packages_is_that_folder(site: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(site)
    zipped = str(site / "pyspark/python/lib/pyspark.zip")

    assert unpacked_first([zipped, str(tmp_path / "link")]) == [str(tmp_path / "link"), zipped]


def test_another_spark_keeps_its_own_pyspark(site: Path, tmp_path: Path) -> None:
    path = [str(tmp_path / "spark/python/lib/pyspark.zip"), str(site)]

    assert unpacked_first(path) == path


def test_an_installed_pyspark_that_is_not_looked_for_is_none(site: Path) -> None:
    path = [str(site / "pyspark/python/lib/pyspark.zip"), "/other"]

    assert unpacked_first(path) == path
