"""A lock file without some packages: `python without.py LOCK PACKAGE…`. A base image brings those."""

from __future__ import annotations

import re
import sys
from collections.abc import Collection
from pathlib import Path


def without(text: str, packages: Collection[str]) -> str:
    """The lock without the entries of these packages; an entry is a line and those it is continued on."""
    entries = re.findall(r"^\S.*(?:\n[ \t].*)*", text, re.MULTILINE)
    kept = [entry for entry in entries if re.split(r"[=<> ;\[]", entry, maxsplit=1)[0] not in packages]
    return "\n".join(kept) + "\n"


if __name__ == "__main__":
    sys.stdout.write(without(Path(sys.argv[1]).read_text(encoding="utf-8"), sys.argv[2:]))
