"""Captured batch transforms: manifests of the files that were asked about, and of the answers → records, line by line.

A manifest is a JSON list: an object with the `prefix` of all, then the rest of each file's key. Below `input/` are
those of inputs, below `output/` those of answers, in folders of hours as for endpoints. The answers to `a.csv` are in
`a.csv.out`, in the same order, a line each.

Source: AWS, "Capture data from batch transform job" and "Use Batch Transform" (Amazon SageMaker AI Developer Guide).
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice, repeat, zip_longest

from pyarrow import fs  # noqa: TC002 - loaded anyway

from baselining.dataset.capture.hour_folders import hour_of_path
from baselining.dataset.capture.records import Encoding, Payload, Record, canonical
from baselining.dataset.files import DataFile, Place, list_files
from baselining.errors import DatasetError
from baselining.kernels.csv import PADDING

_MANIFEST, _ANSWERS = ".json", ".out"
_INPUT, _OUTPUT = "input", "output"
_LINES_AT_ONCE = 10_000
_HOUR_S = 3600


def with_batches(place: Place, files: Sequence[DataFile]) -> list[DataFile]:
    """The files, those that manifests name in the place of the manifests: inputs, each with its answers.

    Raises:
        DatasetError: If a manifest is none, or a file that one names is not there.
    """
    manifests = [file for file in files if file.path.endswith(_MANIFEST)]
    found = [file for file in files if not file.path.endswith(_MANIFEST)]
    if not manifests:
        return found
    filesystem = place.filesystem()
    asked: dict[str, int | None] = {}
    answered: dict[str, list[str]] = {}
    for manifest in manifests:
        side = _side_of(manifest.path)
        hour = hour_of_path(manifest.path)
        for path in _paths_in(filesystem, manifest.path, is_s3=place.is_s3):
            if side == _INPUT:
                asked[path] = hour
            else:
                answered.setdefault(os.path.basename(path).removesuffix(_ANSWERS), []).append(path)
    inputs = list_files(filesystem, list(asked))
    pairs = [(file, _answers_to(file.path, answered)) for file in inputs]
    outputs = {each.path: each for each in list_files(filesystem, [path for _, path in pairs if path])}
    return found + [
        replace(file, answers=outputs.get(path or ""), hour=asked[file.path], is_batch=True)
        for file, path in pairs
        if file.size
    ]


def records_in_batch(filesystem: fs.FileSystem, file: DataFile) -> Iterator[memoryview]:
    """The lines of an input and of its answers as captured records, some at a time, as blocks that may be changed.

    Raises:
        DatasetError: If there are not as many answers as inputs.
    """
    encoding = Encoding.JSON if ".json" in os.path.basename(file.path) else Encoding.CSV
    seconds = None if file.hour is None else file.hour * _HOUR_S
    given = _lines(filesystem, file.path)
    answers = repeat("") if file.answers is None else _lines(filesystem, file.answers.path)
    pairs = zip(given, answers, strict=False) if file.answers is None else zip_longest(given, answers)
    while some := list(islice(pairs, _LINES_AT_ONCE)):
        lines = []
        for asked, answered in some:
            if asked is None or answered is None:
                raise DatasetError(
                    f"{file.path} and its captured answers have different numbers of lines.",
                    hint="A batch transform whose answers are one line for each line of input can be read.",
                )
            answer = Payload(encoding=encoding, text=answered) if file.answers is not None else None
            asking = Payload(encoding=encoding, text=asked)
            lines.append(canonical(Record(seconds=seconds, input=asking, output=answer)))
        text = b"\n".join(lines) + b"\n"
        yield memoryview(bytearray(text + bytes(PADDING)))[: len(text)]


def _side_of(path: str) -> str:
    """Is a manifest below `input/` or `output/`, whichever is nearest?"""
    for folder in reversed(path.split("/")[:-1]):
        if folder in (_INPUT, _OUTPUT):
            return folder
    raise DatasetError(
        f"{path} is below neither `input` nor `output`, as manifests of captured batch transforms are.",
        hint="Captured traffic of endpoints is in files .jsonl.",
    )


def _paths_in(filesystem: fs.FileSystem, manifest: str, *, is_s3: bool) -> Iterator[str]:
    """The files that a manifest names, as the filesystem has them."""
    wrong = DatasetError(f"{manifest} is no manifest: a JSON list of an object with a prefix, and names.")
    with filesystem.open_input_file(manifest) as file:
        try:
            listed = json.loads(file.read())
            prefix = listed[0]["prefix"]
            names = [prefix + name for name in listed[1:]]
        except (ValueError, TypeError, KeyError, IndexError):
            raise wrong from None
    for name in names:
        scheme, separator, rest = name.partition("://")
        if separator and (scheme in ("s3", "s3a", "s3n")) != is_s3:
            raise DatasetError(f"{manifest} names files elsewhere: {scheme}://.")
        yield rest if separator else name


def _answers_to(path: str, answered: dict[str, list[str]]) -> str | None:
    """The answers to an input, by name, in the order of manifests; None if there are none."""
    known = answered.get(os.path.basename(path))
    return known.pop(0) if known else None


def _lines(filesystem: fs.FileSystem, path: str) -> Iterator[str]:
    """The lines of a file that are not blank.

    Raises:
        DatasetError: If it is no text.
    """
    with filesystem.open_input_stream(path) as file:
        rest = b""
        for block in chain(iter(lambda: file.read(1 << 20), b""), [b"\n"]):
            *lines, rest = (rest + block).split(b"\n")
            for line in lines:
                try:
                    text = line.decode().rstrip("\r")
                except UnicodeDecodeError:
                    raise DatasetError(f"{path} is no UTF-8 text.") from None
                if text.strip():
                    yield text
