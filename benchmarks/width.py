"""What do 5,000 columns cost per value, compared with 20, and how much memory?

python -m benchmarks.width [--columns 5000] [--rows 100000]
"""

from __future__ import annotations

import argparse
import time

from baselining.baselines.summarize import summarize
from baselining.documents.files import from_bytes, to_bytes
from baselining.documents.statistics import Statistics
from baselining.spark.session.start import SessionSpec, open_session
from benchmarks.common import best, machine, numbers, peak_memory, profile


def main() -> None:
    """Print the ratio of costs per value, the time for the document, and peaks of memory."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--columns", type=int, default=5000)
    parser.add_argument("--rows", type=int, default=100_000)
    options = parser.parse_args()
    print(machine())
    open_session(SessionSpec(master="local[2]"))
    values = options.rows * options.columns
    narrow = numbers(values // 20, 20)
    wide = numbers(options.rows, options.columns)
    profile(numbers(100_000, 20))  # warm
    narrow_s = best(2, lambda: profile(narrow))
    with peak_memory() as peak:
        profile(wide)
        wide_s, metrics = profile(wide)
        started = time.perf_counter()
        raw = to_bytes(summarize(metrics))
        written_s = time.perf_counter() - started
        del metrics
        started = time.perf_counter()
        from_bytes(Statistics, raw, name="statistics.json")
        read_s = time.perf_counter() - started
    print(
        f"{values:,} values: {options.columns:,} columns {wide_s:.1f} s, 20 columns {narrow_s:.1f} s, "
        f"ratio {wide_s / narrow_s:.2f} (at most 1.5)"
    )
    print(f"statistics.json, {len(raw) / 1e6:,.0f} MB: made in {written_s:.1f} s, read in {read_s:.1f} s")
    print(", ".join(f"{kind} at most {size:,.0f} MB" for kind, size in peak.items()) + " (1,500 and 4,000)")


if __name__ == "__main__":
    main()
