"""The overrides file of the main job, read before anything is computed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baselining.config import Config
from baselining.errors import ConfigError
from baselining.monitoring_run.baseline_files import read_bytes
from baselining.world.ports import World

if TYPE_CHECKING:
    from baselining.edits.overrides_file import Overrides


def read_overrides(config: Config, world: World) -> Overrides | None:
    """The overrides file, local or in S3, checked; None if none is named.

    Raises:
        ConfigError: If it is not there, or wrong.
        StorageError: If S3 refuses or does not answer.
    """
    place = config.edits.overrides
    if place is None:
        return None
    from baselining.edits.overrides_file import (
        parse_overrides,  # with numpy, which few files make necessary here
    )

    body = read_bytes(place, lambda: world.store, "edits.overrides")
    try:
        return parse_overrides(body.decode(), name=place)
    except UnicodeDecodeError:
        raise ConfigError(f"The overrides file {place} is not text in UTF-8.") from None
