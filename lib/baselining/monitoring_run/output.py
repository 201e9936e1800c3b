"""Where the files of a monitoring run are written: a local folder, or a prefix in S3."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from baselining.baselines.folder import check_folder, write_documents
from baselining.documents.violations import VIOLATIONS
from baselining.errors import ForeignObjectError
from baselining.world.ports import ObjectStore
from baselining.world.s3uri import S3Uri, is_s3


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """A place for the files of runs.

    Attributes:
        place: Folder or prefix.
        store: S3, for a prefix.
    """

    place: Path | S3Uri
    store: Callable[[], ObjectStore]

    def write(self, files: Mapping[str, bytes]) -> tuple[Path, ...]:
        """Write the files, the violations last; each appears whole or not at all.

        In a folder, what is there with other bytes is kept, as `write_documents` does. In S3 nothing is ever replaced.

        Returns:
            What is kept of files that were there, at its new places.

        Raises:
            ConfigError: If the folder cannot be written to.
            ForeignObjectError: If other bytes are there in S3.
            StorageError: If S3 refuses or does not answer.
        """
        if isinstance(self.place, Path):
            return write_documents(self.place, files)
        store = self.store()
        for name in sorted(files, key=lambda name: name == VIOLATIONS):
            uri = self.place / name
            is_new = store.create(uri, files[name], content_type="application/json")
            if not is_new and store.read(uri) != files[name]:
                raise ForeignObjectError(
                    f"{uri} is there already, with other bytes; nothing was replaced.",
                    hint="Name a prefix of its own for each run.",
                )
        return ()

    def files(self, names: Mapping[str, bytes]) -> list[str]:
        """Where the files of these names are."""
        return [str(self.place / name) for name in names]


def output_at(location: str, store: Callable[[], ObjectStore]) -> Output:
    """The place of this name, if files can be written there; S3 is not asked yet.

    Raises:
        ConfigError: If it is a file, cannot be made, or is no location in S3.
    """
    return Output(place=S3Uri.parse(location) if is_s3(location) else check_folder(location), store=store)
