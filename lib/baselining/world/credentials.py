"""Who a run is at AWS: chosen once, for the clients of S3 and SageMaker and for Spark's readers alike."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """What requests are signed with. Its `repr` hides it; nothing may write it into a plan, a setting or a log.

    Attributes:
        session_token: Of temporary keys.
        expires: When temporary keys end, if that is known.
    """

    access_key: str = field(repr=False)
    secret_key: str = field(repr=False)
    session_token: str | None = field(default=None, repr=False)
    expires: datetime | None = None


class Credentials(Protocol):
    """The choice. Nothing is looked for before it is asked."""

    @property
    def source(self) -> str:
        """Where they come from, in words for a plan; never a value.

        Raises:
            ConfigError: If the profile or the variables are not whole.
            WorldError: If the machine's own service for credentials fails.
        """

    def keys(self) -> Keys | None:
        """Keys to hand to those who cannot look for themselves; None where every process has a role of its own.

        A role's keys are renewed by each process itself, so they are not handed on.

        Raises:
            ConfigError: As `source`.
            WorldError: If they cannot be had: an expired login, a role that may not be assumed.
        """


class OwnRoles:
    """Every process finds its own; for where nobody chose."""

    source = "each process's own"

    def keys(self) -> Keys | None:
        """None."""
        return None


OWN_ROLES = OwnRoles()
