"""A data-quality baseline that is stored somewhere, read for a command."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from baselining.baselines.folder import read_documents
from baselining.commands.world import open_world
from baselining.config import AwsSection
from baselining.documents.pair import Documents
from baselining.publication.manifest import Fact
from baselining.publication.read import read_publication
from baselining.world.s3uri import S3Uri, is_s3


def read_stored(place: str, aws: AwsSection) -> tuple[Documents, Mapping[str, Fact]]:
    """The documents below a local folder or an `s3://` prefix, and what their manifest says if they have one.

    Raises:
        InputError: If there is no baseline, or one of another kind of monitoring.
        DocumentError: If a document is damaged, or not the one that the manifest lists.
        StorageError: If S3 refuses or does not answer.
    """
    if not is_s3(place):
        return read_documents(Path(place))[0], {}
    store = open_world(aws).store
    found = read_publication(store, S3Uri.parse(place), kind="DataQuality")
    documents = Documents.from_files(found.files, place=str(found.location))
    return documents, found.manifest.facts if found.manifest else {}
