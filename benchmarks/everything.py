"""Run every benchmark and write what they print to benchmarks/RESULTS.md (`make bench`).

python -m benchmarks.everything [NAME …]
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ALL = (
    "engines",
    "duckdb_summarize",
    "decode",
    "width",
    "scaling",
    "whole_command",
    "rank_error",
    "saved_states",
    "many_files",
    "whylogs_log",
    "deequ_2_1",
)
RESULTS = Path(__file__).with_name("RESULTS.md")


def main() -> None:
    """Run them one after another; one that fails is reported as such, and fails the whole at the end."""
    parts, failed = [], []
    for name in sys.argv[1:] or ALL:
        print(f"== {name}", flush=True)
        done = subprocess.run(
            [sys.executable, "-m", f"benchmarks.{name}"], stdout=subprocess.PIPE, text=True, check=False
        )
        print(done.stdout, flush=True)
        if done.returncode:
            failed.append(name)
        outcome = done.stdout.rstrip() or "(nothing)"
        parts.append(f"## {name}\n\n```\n{outcome}\n{'FAILED' * bool(done.returncode)}```\n")
    heading = (
        "# Results\n\nWritten by `make bench`: ratios of one run on one machine, wins and losses alike.\n\n"
    )
    RESULTS.write_text(heading + "\n".join(parts), encoding="utf-8")
    sys.exit(f"failed: {', '.join(failed)}" if failed else 0)


if __name__ == "__main__":
    main()
