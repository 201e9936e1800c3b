"""The errors SageMaker answers with, as one exception and a constructor per error code.

The modelled codes are in botocore's `sagemaker/2017-07-24/service-2.json`; the others are every service's,
see "Common Errors" in the SageMaker API reference. The model gives them no status, so they are
JSON 1.1's usual 400.
"""

from __future__ import annotations


class RefusedCallError(Exception):
    """SageMaker refuses a call."""

    def __init__(self, code: str, message: str, *, status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status


def invalid(message: str) -> RefusedCallError:
    """The arguments, or the state of the resource that they name, do not allow this."""
    return RefusedCallError("ValidationException", message)


def not_found(what: str, name: str) -> RefusedCallError:
    """Nothing of that name."""
    return RefusedCallError("ResourceNotFound", f"{what} {name} does not exist.")


def in_use(what: str, name: str) -> RefusedCallError:
    """The name is taken."""
    return RefusedCallError("ResourceInUse", f"{what} {name} already exists.")
