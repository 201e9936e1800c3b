"""How much faster is a profile than DuckDB's SUMMARIZE of the same Parquet file? Both warm, as many threads.

python -m benchmarks.duckdb_summarize [--cores 2]
"""

from __future__ import annotations

import argparse

import duckdb

from baselining.spark.session.start import SessionSpec, open_session
from benchmarks.common import best, machine, numbers, profile

CASES = ((2_000_000, 20, 2.5, 5), (200_000, 500, 4, 8))


def main() -> None:
    """Print a ratio for each case."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cores", type=int, default=2)
    cores = parser.parse_args().cores
    print(machine())
    open_session(SessionSpec(master=f"local[{cores}]"))
    connection = duckdb.connect(config={"threads": cores})
    for rows, columns, least, goal in CASES:
        file = numbers(rows, columns)
        query = f"SUMMARIZE SELECT * FROM '{file}'"  # noqa: S608 - our own file
        profile(file)  # warm
        ours = theirs = float("inf")
        for _ in range(3):  # in turns, so that both see the same machine
            ours = min(ours, best(1, lambda file=file: profile(file)))
            theirs = min(theirs, best(1, lambda query=query: connection.sql(query).fetchall()))
        print(
            f"{rows:,} x {columns}: {ours:.2f} s, DuckDB {duckdb.__version__} SUMMARIZE {theirs:.2f} s, "
            f"ratio {theirs / ours:.1f} (at least {least}, goal {goal})"
        )


if __name__ == "__main__":
    main()
