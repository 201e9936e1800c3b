"""The keys that boto3 chose, handed to S3A."""

from __future__ import annotations

from pyspark.sql import SparkSession  # noqa: TC002 - Spark is loaded by who calls this

from baselining.errors import ConfigError
from baselining.world.credentials import Keys
from baselining.world.s3a import has_own, settings_of

_S3A = "org.apache.hadoop.fs.s3a.S3AFileSystem"


def hand_over(spark: SparkSession, keys: Keys) -> None:
    """Let S3A sign with these keys, on the driver and wherever tasks run.

    They go into Hadoop's configuration, which Spark sends to its tasks; they are no Spark settings. Where Spark shows
    Hadoop's configuration (its UI, its event log), it hides what is named so (`spark.redaction.regex`).

    Raises:
        ConfigError: If S3A is set up with other credentials, or `s3://` is not S3A's here.
    """
    hadoop = spark.sparkContext._jsc.hadoopConfiguration()

    def setting(name: str) -> str:
        return str(hadoop.get(name) or "")

    if has_own(setting):
        raise ConfigError(
            "Spark's settings have credentials of their own for S3A (fs.s3a.…), beside those of the AWS SDK.",
            hint="Leave one of the two out, so that reading and writing are done by the same account.",
        )
    implementation = setting("fs.s3.impl")
    if implementation not in ("", _S3A):
        raise ConfigError(
            f"Here s3:// is read by {implementation.rpartition('.')[2]}, which takes no credentials from us.",
            hint="Leave out the profile and the access key variables, so that all use the cluster's role; or set "
            f"fs.s3.impl to {_S3A}.",
        )
    for name, value in settings_of(keys).items():
        hadoop.set(name, value)
