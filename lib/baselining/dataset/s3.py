"""S3 as pyarrow sees it: the endpoint and region that S3A is set up with, and the files below a prefix."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial

from pyarrow import fs

from baselining.dataset.columns import UnlikeSparkError
from baselining.dataset.files import DataFile, Place
from baselining.dataset.found import Found
from baselining.dataset.hidden import is_hidden
from baselining.dataset.path_names import check_keys
from baselining.world.s3a import Settings, keys_in
from baselining.world.s3uri import S3Uri

_YEAR = re.compile(r"\d{4}", re.ASCII)
_LISTINGS_AT_A_TIME = 16


def found_in_s3(uri: str, settings: Settings) -> Found:
    """The data files that `uri` names, as it is, in order of their keys, also of folders in folders.

    Raises:
        DatasetError: If a key cannot be read by anybody.
        UnlikeSparkError: If only Spark's reader can list or open them.
    """
    location = S3Uri.parse(uri)
    root = f"{location.bucket}/{location.key}".rstrip("/")
    place = s3_place(location.bucket, settings)
    with reaching_s3():
        filesystem = place.filesystem()
        found = filesystem.get_file_info(root)
        is_folder = found.type is not fs.FileType.File
        infos = filesystem.get_file_info(fs.FileSelector(root, recursive=True)) if is_folder else [found]
    files = {
        info.path: DataFile(path=info.path, size=info.size, modified_ns=info.mtime_ns or 0)
        for info in infos
        if info.type is fs.FileType.File and info.size and not _is_below_hidden(info.path.removeprefix(root))
    }
    check_keys(files, uri)
    if not files:
        raise UnlikeSparkError("pyarrow finds no files there")
    in_order = tuple(files[path] for path in sorted(files))
    return Found(place=place, files=in_order, root=root, is_folder=is_folder)


def captured_in_s3(uri: str, settings: Settings, hours: Sequence[str] | None) -> Found:
    """The captured files below a location, or only those in folders of some hours; maybe none.

    Args:
        hours: Names of folders such as `2024/03/07/19`, at the location or in folders below it: one for each variant of
            an endpoint. None: all.

    Raises:
        DatasetError: If a key cannot be read by anybody.
        UnlikeSparkError: If pyarrow has no access to them.
    """
    location = S3Uri.parse(uri)
    root = f"{location.bucket}/{location.key}".rstrip("/")
    place = s3_place(location.bucket, settings)
    with reaching_s3():
        infos = list(_listed(place.filesystem(), root, hours))
    files = {
        info.path: DataFile(path=info.path, size=info.size, modified_ns=info.mtime_ns or 0)
        for info in infos
        if info.type is fs.FileType.File and info.size and not _is_below_hidden(info.path.removeprefix(root))
    }
    check_keys(files, uri)
    return Found(place=place, files=tuple(files[path] for path in sorted(files)))


def _listed(filesystem: fs.FileSystem, root: str, hours: Sequence[str] | None) -> Iterator[fs.FileInfo]:
    if hours is None:
        found = filesystem.get_file_info(root)
        is_file = found.type is fs.FileType.File
        yield from [found] if is_file else _below(filesystem, root, recursive=True)
        return
    folders = [
        info.path for info in _below(filesystem, root, recursive=False) if info.type is fs.FileType.Directory
    ]
    parents = {root if _YEAR.fullmatch(os.path.basename(folder)) else folder for folder in folders}
    wanted = [f"{parent}/{hour}" for parent in sorted(parents) for hour in hours]
    with ThreadPoolExecutor(_LISTINGS_AT_A_TIME) as pool:
        for listed in pool.map(partial(_below, filesystem, recursive=False), wanted):
            yield from listed


def _below(filesystem: fs.FileSystem, folder: str, *, recursive: bool) -> list[fs.FileInfo]:
    found: list[fs.FileInfo] = filesystem.get_file_info(
        fs.FileSelector(folder, recursive=recursive, allow_not_found=True)
    )
    return found


def s3_place(bucket: str, settings: Settings) -> Place:
    """A bucket as pyarrow's filesystem is to see it: where S3A is pointed to.

    Raises:
        UnlikeSparkError: If S3A is set up with credentials, which are not ours to pass on.
    """

    def setting(name: str) -> str:
        return settings(f"fs.s3a.bucket.{bucket}.{name}") or settings(f"fs.s3a.{name}")

    try:
        keys = keys_in(settings, bucket)
    except LookupError as problem:
        raise UnlikeSparkError(str(problem)) from None
    endpoint = setting("endpoint")
    if endpoint and "://" not in endpoint:
        endpoint = f"{'http' if setting('connection.ssl.enabled') == 'false' else 'https'}://{endpoint}"
    region = (
        setting("endpoint.region") or os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
    )
    if not region and not endpoint:
        with reaching_s3():
            region = fs.resolve_s3_region(bucket)
    return Place(is_s3=True, endpoint=endpoint or None, region=region or "us-east-1", keys=keys)


@contextmanager
def reaching_s3() -> Iterator[None]:
    """Leave S3 to Spark's reader where pyarrow cannot get at it."""
    try:
        yield
    except OSError:
        raise UnlikeSparkError("pyarrow has no access to it") from None


def _is_below_hidden(below: str) -> bool:
    return any(map(is_hidden, below.strip("/").split("/")))
