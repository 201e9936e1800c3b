"""The credentials that boto3 chooses: a profile that is named, else its default chain.

https://boto3.amazonaws.com/v1/documentation/api/latest/guide/credentials.html. S3A (in Java) and pyarrow (in C++) have
chains of their own, with other orders, and know fewer kinds of profiles: variables win over a named profile there. So
they do not search; they are handed what was chosen here.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from baselining.aws.failures import NO_CREDENTIALS, Call, translate
from baselining.errors import ConfigError, WorldError
from baselining.world.credentials import Keys
from baselining.world.redact import without_credentials

_ROLES = {
    "iam-role": "the role of this machine",
    "container-role": "the role of this container",
    "assume-role-with-web-identity": "a web identity (AWS_WEB_IDENTITY_TOKEN_FILE)",
}
"""Methods by which every process of a cluster finds and renews its own keys."""
_CALL = Call(
    operation="Finding credentials", action="sts:AssumeRole", subject="the profile", failure=WorldError
)


class ChosenCredentials:
    """What a boto3 session signs with.

    Args:
        session: It has the profile, if one was named.
        profile: As named by an option; None leaves the choice to boto3.
    """

    def __init__(self, session: Any, profile: str | None) -> None:
        self._session = session
        self._profile = profile

    @property
    def source(self) -> str:
        """See `world.credentials.Credentials`."""
        found = self._found()
        if found is None:
            return "none were found"
        if self._is_own_role(found):
            return _ROLES[found.method]
        if found.method == "env":
            return "environment variables (AWS_ACCESS_KEY_ID)"
        return f"profile {self._session.profile_name} ({found.method})"

    def keys(self) -> Keys | None:
        """See `world.credentials.Credentials`."""
        found = self._found()
        if found is None or self._is_own_role(found):
            return None
        with _failures():
            frozen = found.get_frozen_credentials()
        return Keys(
            access_key=frozen.access_key,
            secret_key=frozen.secret_key,
            session_token=frozen.token,
            expires=getattr(found, "_expiry_time", None),  # botocore has no public name for it
        )

    def _found(self) -> Any:
        with _failures():
            return self._session.get_credentials()

    def _is_own_role(self, found: Any) -> bool:
        """Would every other process that searches by itself find the same?"""
        if self._profile is not None or found.method not in _ROLES:
            return False
        return found.method != "assume-role-with-web-identity" or "AWS_WEB_IDENTITY_TOKEN_FILE" in os.environ


@contextmanager
def _failures() -> Iterator[None]:
    """A login that ended, a role that is refused: the world's; a profile that is not whole: the configuration's."""
    try:
        yield
    except (ClientError, *NO_CREDENTIALS) as error:
        raise translate(error, _CALL) from error
    except (BotoCoreError, OSError) as error:  # the second: a credential_process that is not there
        raise ConfigError(
            f"The AWS credentials cannot be used as configured: {without_credentials(str(error))}",
            hint="Check --profile and the files ~/.aws/config and ~/.aws/credentials.",
        ) from error
