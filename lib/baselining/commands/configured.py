"""The configuration file of a command: of this machine, or of S3, which is all that a driver on a cluster can read."""

from __future__ import annotations

from pathlib import Path

from baselining.commands.world import open_world
from baselining.config import AwsSection, Config, load_config, parse_config
from baselining.errors import ConfigError
from baselining.world.s3uri import S3Uri, is_s3


def read_config(named: str, aws: AwsSection) -> Config:
    """Read and check a configuration file.

    Args:
        named: A local path, or `s3://…`.
        aws: To read it from S3 with: what it says itself is not known before.

    Raises:
        ConfigError: If it is missing or wrong.
        StorageError: If S3 refuses or does not answer.
    """
    if not is_s3(named):
        return load_config(Path(named))
    body = open_world(aws).store.read(S3Uri.parse(named))
    if body is None:
        raise ConfigError(f"There is no configuration file {named}.")
    try:
        return parse_config(body.decode("utf-8"), name=named)
    except UnicodeDecodeError:
        raise ConfigError(f"{named} is not text in UTF-8.") from None
