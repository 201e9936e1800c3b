"""What a JVM that we start needs of this machine: a user with a name, and a locale in which every file has one."""

from __future__ import annotations

import os
import pwd

from baselining.errors import SetupError


def check_user() -> None:
    """Refuse to start Spark for a user id without a name, as containers with a random one have.

    Hadoop, inside Spark, asks the operating system for the name (`UnixLoginModule`) and ends with a
    NullPointerException where there is none; no variable replaces it.

    Raises:
        SetupError: If there is none.
    """
    uid = os.getuid()
    try:
        pwd.getpwuid(uid)
    except KeyError:
        raise SetupError(
            f"The user id {uid} has no entry in /etc/passwd, and Spark does not start without one.",
            hint=f"Add one before (Spark's own image does): echo 'spark:x:{uid}:0::/tmp:/bin/false' >> /etc/passwd; "
            "or run as a user that has one.",
        ) from None


def use_utf8() -> None:
    """Let the JVM, a child of this process, name files in UTF-8 where the locale knows ASCII only (`LC_ALL=C`).

    Java opens no file whose name its locale cannot spell. Python does not depend on it (PEP 538, PEP 540).
    """
    variables = (os.environ.get(name) for name in ("LC_ALL", "LC_CTYPE", "LANG"))
    if next(filter(None, variables), "C") in ("C", "POSIX"):
        os.environ["LC_ALL"] = "C.UTF-8"
