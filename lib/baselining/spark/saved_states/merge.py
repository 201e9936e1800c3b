"""Sets of saved states → the profile of all their rows; no data is read."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from baselining.errors import DatasetError, DocumentError
from baselining.mistakes.find import likely_mistakes
from baselining.profile import measure
from baselining.spark.failures import spark_failures
from baselining.spark.folding.batches import small_batches
from baselining.spark.profiled import Profiled, Throughput, notes_of
from baselining.spark.progress import named_jobs
from baselining.spark.saved_states.folder import StatesFolder
from baselining.spark.saved_states.parts import merge_parts, reading_states
from baselining.spark.saved_states.run import saved_parts
from baselining.spark.session.compiler import compiler_of
from baselining.states.saved.index import BY_FILE, Index, read_index
from baselining.states.saved.sets import check_sets

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def merge_with(spark: SparkSession, places: Sequence[str]) -> Profiled:
    """Merge whole sets of states, in the order of `places`, in this Spark.

    Raises:
        DocumentError: If there are no states, or damaged ones, or they do not fit together.
        StorageError, ComputeError: If the world or the machine fails.
    """
    together = ", ".join(places)
    started = time.monotonic()
    with spark_failures(together), named_jobs(spark, f"merge states {together}"):
        sets = []
        for place in places:
            folder = StatesFolder(spark, place)
            with reading_states(place):
                sets.append((folder, _index(folder.read_index(), place, folder.index_name)))
        notes = check_sets([(folder.uri, index) for folder, index in sets])
        with reading_states(together), small_batches(spark):
            parts = [saved_parts(spark, sets)]
            names = [name for name, _ in sets[0][1].columns]
            splits = sum(index.splits for _, index in sets)
            profile = measure(merge_parts(spark, parts, names, splits, together, DatasetError))
    throughput = Throughput(
        reading="no data was read, saved states were merged",
        rows=profile.item_count,
        columns=len(names),
        input_bytes=0,
        seconds=time.monotonic() - started,
        java_compiler=compiler_of(spark),
    )
    notes = (*notes, *notes_of(profile, 0), *likely_mistakes(profile))
    return Profiled(profile=profile, notes=notes, throughput=throughput, split_rule=BY_FILE)


def _index(body: bytes | None, place: str, name: str) -> Index:
    if body is None:
        raise DocumentError(
            f"There are no saved states at {place}: {name} is not there.",
            hint="Make some: baselining suggest DATASET --output DIR --save-states DIR.",
        )
    index = read_index(body, name)
    if isinstance(index, str):
        raise DocumentError(
            f"The saved states at {place} cannot be merged: {index}.",
            hint="Save them again with this release: suggest … --save-states.",
        )
    return index
