"""The entry point in the place of Amazon's analyzer container ("bring your own container"): suggests or evaluates.

Its environment says what to do (lib/baselining/analyzer/environment.py). In an image: ENTRYPOINT ["python",
"/opt/baselining/jobs/analyzer.py"]. As in Amazon's, an evaluation that finds violations ends with 0: the exit message
says so, and a processing job with another exit code has failed.
"""

from __future__ import annotations

import os
import sys

from baselining.analyzer.environment import is_evaluation, words_of
from baselining.analyzer.processing import CONFIGURATIONS, RESOURCES, is_primary, settings_of, text_of
from baselining.cli import main
from baselining.edge.exit import run_guarded
from baselining.errors import ExitCode

if __name__ == "__main__":
    words: list[str] = []

    def read() -> None:
        """Failures here have an exit code and an exit message, too."""
        if not is_primary(text_of(RESOURCES)):
            return
        words.extend(words_of(os.environ))
        for name, value in settings_of(text_of(CONFIGURATIONS)).items():
            words.extend(["--conf", f"{name}={value}"])

    try:
        run_guarded(read)
    except SystemExit as end:
        if end.code or not words:
            sys.exit(end.code)
    try:
        main(words)
    except SystemExit as end:
        has_violations = str(end.code) == str(int(ExitCode.REFUSED)) and is_evaluation(os.environ)
        sys.exit(ExitCode.DONE if has_violations else end.code)
