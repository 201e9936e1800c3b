from __future__ import annotations

import os
import pwd
import subprocess
import sys

import pytest

from baselining.errors import ExitCode, SetupError
from baselining.spark.session.machine import check_user, use_utf8


def nobody(uid: int) -> pwd.struct_passwd:
    raise KeyError(f"getpwuid(): uid not found: {uid}")


def test_a_user_id_without_a_name_is_refused_before_spark_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    check_user()
    monkeypatch.setattr(pwd, "getpwuid", nobody)

    with pytest.raises(SetupError, match=rf"user id {os.getuid()} has no entry in /etc/passwd") as caught:
        check_user()

    assert caught.value.exit_code is ExitCode.BAD_INPUT
    assert f":{os.getuid()}:" in caught.value.hint


def test_importing_and_naming_a_user_need_no_name_and_no_home() -> None:
    script = """
import os, pwd
def nobody(uid):
    raise KeyError(uid)
pwd.getpwuid = nobody
for name in ("HOME", "USER", "LOGNAME", "LNAME", "USERNAME", "XDG_CACHE_HOME", "NUMBA_CACHE_DIR"):
    os.environ.pop(name, None)
real = os.access
os.access = lambda path, mode: False  # as inside a zip, or for another user than the one who installed it
import baselining.cli, baselining.kernels.jit
from baselining.schedule.records.lease import who_is_at_work
print(who_is_at_work().split("@")[0], os.environ["NUMBA_CACHE_DIR"])
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split()[:2] == ["uid", str(os.getuid())]
    assert done.stdout.strip().endswith(f"baselining-numba-{os.getuid()}")


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, "C.UTF-8"),
        ({"LC_ALL": "C"}, "C.UTF-8"),
        ({"LC_ALL": "", "LANG": "POSIX"}, "C.UTF-8"),
        ({"LC_ALL": "C", "LANG": "de_DE.UTF-8"}, "C.UTF-8"),
        ({"LANG": "de_DE.UTF-8"}, None),
        ({"LC_CTYPE": "en_US.UTF-8", "LANG": "C"}, None),
        ({"LC_ALL": "en_US.ISO-8859-1"}, "en_US.ISO-8859-1"),
    ],
)
def test_a_locale_of_ascii_becomes_utf8_for_the_jvm_and_others_stay(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], expected: str | None
) -> None:
    for name in ("LC_ALL", "LC_CTYPE", "LANG"):
        monkeypatch.setenv(name, "")  # so that it is put back, whatever is done with it
        monkeypatch.delenv(name)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    use_utf8()

    assert os.environ.get("LC_ALL") == expected
