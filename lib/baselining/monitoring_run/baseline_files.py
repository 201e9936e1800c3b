"""The files of a baseline that data is evaluated against, wherever they lie."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from baselining.documents.constraints import Constraints
from baselining.documents.files import from_bytes
from baselining.documents.quality_pair import are_of_quality
from baselining.documents.statistics import Statistics
from baselining.errors import ConfigError
from baselining.world.locations import place_of
from baselining.world.ports import ObjectStore
from baselining.world.s3uri import is_s3


@dataclass(frozen=True, slots=True, kw_only=True)
class BaselineFiles:
    """The two documents, which need not lie side by side.

    Attributes:
        statistics: None if there are none; then drift cannot be looked for.
        name, statistics_name: Where they were read, for messages.
    """

    statistics: Statistics | None
    constraints: Constraints
    name: str
    statistics_name: str | None = None


def read_baseline_files(
    statistics: str | None, constraints: str, store: Callable[[], ObjectStore]
) -> BaselineFiles:
    """Read the documents: local, or in S3 in any spelling that SageMaker takes.

    Raises:
        ConfigError: If a file is not there or cannot be read.
        DocumentError: If one is damaged.
        StorageError: If S3 refuses or does not answer.
    """
    body = read_bytes(constraints, store, "--constraints")
    if are_of_quality(body):
        raise ConfigError(
            f"{constraints} is for model quality; data is held against constraints of data quality.",
            hint="A model is held against it by `baselining model-quality … --evaluate FILE`.",
        )
    return BaselineFiles(
        statistics=None
        if statistics is None
        else from_bytes(Statistics, read_bytes(statistics, store, "--statistics"), name=statistics),
        constraints=from_bytes(Constraints, body, name=constraints),
        name=constraints,
        statistics_name=statistics,
    )


def read_bytes(location: str, store: Callable[[], ObjectStore], option: str) -> bytes:
    """The bytes of a file, local or in S3; `option` is for messages. Raises as `read_baseline_files`."""
    if is_s3(location) or location.lower().startswith("https://"):
        place = place_of(location)
        if place is None:
            raise ConfigError(
                f"{option} names no object of S3: {location!r}.",
                hint="Name the file itself: s3://BUCKET/KEY.",
            )
        body = store().read(place)
        if body is None:
            raise ConfigError(f"{option}: {place} does not exist.")
        return body
    try:
        return Path(location).read_bytes()
    except IsADirectoryError:
        raise ConfigError(f"{option} names a folder, {location!r}.", hint="Name the file in it.") from None
    except OSError as problem:
        raise ConfigError(
            f"{option}: cannot read {location!r}: {problem.strerror or type(problem).__name__}."
        ) from None
