"""What went wrong on an executor, as bytes: told as a part, because Spark would only try an exception again.

As JSON and not pickled: anybody may have written what is read here.
"""

from __future__ import annotations

import json
from typing import NoReturn

from baselining.dataset.columns import OtherColumnsError, UnlikeSparkError
from baselining.errors import DatasetError, DocumentError

Problem = DatasetError | DocumentError | UnlikeSparkError
PROBLEMS = (DatasetError, DocumentError, OtherColumnsError, UnlikeSparkError)
"""Each before what it is a kind of."""


def told(problem: Problem) -> bytes:
    """The problem as bytes."""
    kind = next(kind for kind in PROBLEMS if isinstance(problem, kind))
    message, hint = (
        (str(problem), "") if isinstance(problem, UnlikeSparkError) else (problem.message, problem.hint)
    )
    return json.dumps({"kind": kind.__name__, "message": message, "hint": hint}).encode()


def raise_told(raw: bytes) -> NoReturn:
    """Raise the problem again.

    Raises:
        DatasetError, DocumentError, UnlikeSparkError: As it was told.
    """
    found = json.loads(raw)
    told_kinds = {kind.__name__: kind for kind in (DatasetError, DocumentError)}
    if kind := told_kinds.get(found["kind"]):
        raise kind(found["message"], hint=found["hint"])
    if found["kind"] == OtherColumnsError.__name__:
        raise OtherColumnsError(found["message"])
    raise UnlikeSparkError(found["message"])
