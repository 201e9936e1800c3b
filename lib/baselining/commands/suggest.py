"""`baselining suggest`: a dataset in, a baseline's two documents out."""

from __future__ import annotations

from functools import partial

from baselining.baselines.folder import check_folder, write_documents
from baselining.commands.computed import show_computed
from baselining.commands.options import AsJson, Dataset, Output
from baselining.commands.world import open_credentials
from baselining.config import AwsSection, Config, ProfileSection, SparkSection
from baselining.edge.console import reporting
from baselining.edge.interrupts import stop_requests, when_stopped
from baselining.errors import InterruptedRunError
from baselining.pipeline import compute_documents, session_spec


def suggest(
    dataset: Dataset,
    output: Output,
    profile: ProfileSection,
    spark: SparkSection,
    aws: AwsSection,
    as_json: AsJson = False,
) -> None:
    """Compute a baseline: statistics.json and constraints.json, as Model Monitor's container would.

    Example: baselining suggest train.csv --output baseline/

    Example: baselining suggest s3://bucket/train/ --format parquet --output baseline/ --master 'local[4]'

    Example: baselining suggest s3://bucket/train/ --format parquet --output baseline/ --save-states s3://bucket/states
    """
    folder = check_folder(output)
    config = Config(dataset=dataset, profile=profile, spark=spark, aws=aws)
    stopped = partial(InterruptedRunError, f"Stopped before a baseline was written to {output}.")
    with when_stopped(stopped), reporting() as reporter:
        documents = compute_documents(
            dataset,
            engine=profile.engine,
            version=profile.format_version,
            session=session_spec(config, partial(open_credentials, aws), reporter),
            events=reporter,
            states=profile.states,
        )
    with stop_requests():  # all of it or nothing
        kept = write_documents(folder, documents.files)
    show_computed(
        documents,
        output,
        kept,
        source="dataset",
        as_json=as_json,
        members={"work": documents.throughput.to_json()},
        rows=[("reading", documents.throughput.reading)],
    )
