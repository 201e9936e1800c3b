"""Run every benchmark and write what they print to benchmarks/RESULTS.md (`make bench`).

python -m benchmarks.everything [NAME …]
"""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime, timezone
from pathlib import Path

ALL = (
    "engines",
    "duckdb_summarize",
    "whole_tables",
    "csv_files",
    "capture",
    "decode",
    "width",
    "scaling",
    "small_command",
    "whole_command",
    "rank_error",
    "evaluation",
    "judge",
    "thresholds",
    "dry_run",
    "saved_states",
    "many_files",
    "model_quality",
    "whylogs_log",
    "deequ_2_1",
    "deequ_wide",
)
RESULTS = Path(__file__).with_name("RESULTS.md")
HEADING = (
    "# Results\n\nWritten by `make bench`: ratios, each of one run on one machine, wins and losses alike.\n\n"
)


def main() -> None:
    """Run them one after another; one that fails is reported as such, and fails the whole at the end.

    Results of others that stand in the file already stay there; each says when it was measured.
    """
    failed = []
    results = read_results()
    for name in sys.argv[1:] or ALL:
        print(f"== {name}", flush=True)
        done = subprocess.run(
            [sys.executable, "-m", f"benchmarks.{name}"], stdout=subprocess.PIPE, text=True, check=False
        )
        print(done.stdout, flush=True)
        if done.returncode:
            failed.append(name)
        outcome = done.stdout.rstrip() or "(nothing)"
        day = datetime.now(timezone.utc).date().isoformat()
        results[name] = f"```\n{day}\n{outcome}\n{'FAILED' * bool(done.returncode)}```"
        sections = [f"## {name}\n\n{results[name]}\n" for name in ALL if name in results]
        RESULTS.write_text(HEADING + "\n".join(sections), encoding="utf-8")
    sys.exit(f"failed: {', '.join(failed)}" if failed else 0)


def read_results() -> dict[str, str]:
    """What stands in the file, by name of the benchmark."""
    if not RESULTS.exists():
        return {}
    sections = RESULTS.read_text(encoding="utf-8").split("## ")[1:]
    return {name: text.strip() for name, _, text in (section.partition("\n") for section in sections)}


if __name__ == "__main__":
    main()
