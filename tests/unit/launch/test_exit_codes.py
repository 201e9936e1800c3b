from __future__ import annotations

import pytest

from baselining.launch.exit_codes import exit_code_in


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        (["Job execution failed, please check … ExitCode: 3. Last few exceptions: x"], 3),
        (["AlgorithmError: , exit code: 2"], 2),
        (["2026-11-26 WARN Step failed with exitCode 1 and took 26 seconds"], 1),
        (
            [
                "diagnostics: User application exited with status 5",
                "Step failed with exitCode 1 and took 2 seconds",
            ],
            5,
        ),
        (["SparkUserAppException: User application exited with 3", "exitCode 1"], 3),
        (["exit code: 1", "exit code: 4"], 4),
        (["Unknown Error."], None),
        ([], None),
    ],
)
def test_the_exit_code_is_read_from_what_a_service_says(texts: list[str], code: int | None) -> None:
    assert exit_code_in(texts) == code
