"""A baseline that is stored somewhere, read for a command."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from baselining.baselines.folder import read_documents
from baselining.commands.world import open_world
from baselining.config import AwsSection
from baselining.documents.constraints import Constraints
from baselining.documents.files import CONSTRAINTS, STATISTICS, from_bytes
from baselining.documents.pair import Documents
from baselining.documents.quality_pair import QualityDocuments, are_of_quality
from baselining.documents.statistics import Statistics
from baselining.errors import InputError
from baselining.going_live.old_baseline import read_old
from baselining.monitoring_run.baseline_files import read_bytes
from baselining.publication.manifest import Fact
from baselining.publication.read import read_publication
from baselining.schedule.live import read_schedule
from baselining.world.s3uri import S3Uri, is_s3


def read_stored(place: str, aws: AwsSection) -> tuple[Documents, Mapping[str, Fact]]:
    """The documents below a local folder or an `s3://` prefix, and what their manifest says if they have one.

    Raises:
        InputError: If there is no baseline, or one of another kind of monitoring.
        DocumentError: If a document is damaged, or not the one that the manifest lists.
        StorageError: If S3 refuses or does not answer.
    """
    if not is_s3(place):
        with suppress(OSError):
            if are_of_quality((Path(place) / CONSTRAINTS).read_bytes()):
                raise InputError(
                    f"{place} is a baseline of model quality; one of data quality is needed here.",
                    hint="Models are compared by `baselining model-quality … --against OLD_DIR`.",
                )
        return read_documents(Path(place))[0], {}
    store = open_world(aws).store
    found = read_publication(store, S3Uri.parse(place), kind="DataQuality")
    documents = Documents.from_files(found.files, place=str(found.location))
    return documents, found.manifest.facts if found.manifest else {}


def read_either(place: str, aws: AwsSection) -> tuple[Documents | QualityDocuments, Mapping[str, Fact]]:
    """As `read_stored`; a baseline of model quality is one, too.

    Raises:
        InputError, DocumentError, StorageError: As `read_stored`.
    """
    if is_s3(place):
        found = read_publication(open_world(aws).store, S3Uri.parse(place))
        files, where = dict(found.files), str(found.location)
        facts: Mapping[str, Fact] = found.manifest.facts if found.manifest else {}
    else:
        files, where, facts = {}, place, {}
        for name in (STATISTICS, CONSTRAINTS):
            with suppress(OSError):
                files[name] = (Path(place) / name).read_bytes()
    if are_of_quality(files.get(CONSTRAINTS, b"")):
        return QualityDocuments.from_files(files, place=where), facts
    return read_stored(place, aws)


def read_live(schedule: str, aws: AwsSection) -> Documents | None:
    """The documents that a monitoring schedule uses; None if it uses none.

    Raises:
        InputError: If it is no schedule of data quality, a file is gone, or its baseline has no statistics.
        DocumentError: If a document is damaged.
        MonitoringError, StorageError: If AWS refuses or does not answer.
    """
    world = open_world(aws)
    live = read_schedule(world.monitoring, schedule)
    if live.kind != "DataQuality":
        raise InputError(
            f"The schedule {schedule!r} monitors {live.kind}; only data quality can be compared."
        )
    if live.baseline.constraints is None:
        return None
    if live.baseline.statistics is None:
        raise InputError(
            f"The baseline of the schedule {schedule!r} has no statistics, so nothing can be compared with it.",
            hint="Name a baseline with both documents: --against DIR.",
        )
    where = f"the schedule {schedule!r}"
    places = (live.baseline.statistics, live.baseline.constraints)
    statistics, constraints = (read_bytes(place, lambda: world.store, where) for place in places)
    return Documents(
        statistics=from_bytes(Statistics, statistics, name=places[0]),
        constraints=from_bytes(Constraints, constraints, name=places[1]),
    )


def read_generated(schedule: str, aws: AwsSection) -> Constraints | None:
    """What was generated for the baseline that a schedule uses: as it is recorded, or as its statistics suggest.

    Raises:
        MonitoringError, StorageError: If AWS refuses or does not answer.
    """
    world = open_world(aws)
    old = read_old(read_schedule(world.monitoring, schedule).baseline, world.store)
    return None if old is None else old.generated
