"""Does time grow linearly with rows, in bounded memory, and how much do two cores help?

python -m benchmarks.scaling [--rows 1000000 10000000 100000000]; 100 M rows need 11 GB of disk, and an idle machine.
"""

from __future__ import annotations

import argparse
import subprocess
import sys

from baselining.spark.session.start import SessionSpec, open_session
from benchmarks.common import best, machine, numbers, peak_memory, profile

COLUMNS = 20
LARGE = 50_000_000


def main() -> None:
    """Print seconds per million rows for each size, and the gain of the second core for the last."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000_000, 10_000_000, 100_000_000])
    parser.add_argument("--cores", type=int, help="run one size on so many cores and print the seconds alone")
    options = parser.parse_args()
    if options.cores:
        print(measure(options.rows[0], options.cores))
        return
    print(machine())
    for rows in options.rows:
        with peak_memory() as peak:
            one, two = (run(rows, cores) for cores in (1, 2))
        memory = ", ".join(f"{kind} {size:,.0f} MB" for kind, size in peak.items() if kind != "driver")
        print(
            f"{rows:,} x {COLUMNS}: 1 core {one:.2f} s, 2 cores {two:.2f} s ({two / rows * 1e6:.3f} s per M rows), "
            f"ratio {one / two:.2f} (at least 1.85); at most {memory}"
        )


def run(rows: int, cores: int) -> float:
    """Seconds in a fresh process, because a session keeps its cores."""
    command = [sys.executable, "-m", "benchmarks.scaling", "--rows", str(rows), "--cores", str(cores)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return float(done.stdout)


def measure(rows: int, cores: int) -> float:
    """Seconds, with all workers started."""
    file = numbers(rows, COLUMNS)
    open_session(SessionSpec(master=f"local[{cores}]"))
    return best(3 if rows < LARGE else 2, lambda: profile(file))


if __name__ == "__main__":
    main()
