"""Looking at the first bytes of files that Spark reads, decompressed as Spark does it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any
from urllib.parse import unquote

from py4j.protocol import Py4JJavaError
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession  # noqa: TC002 - Spark is loaded by who calls this

from baselining.dataset.first_bytes import FIRST_BYTES, refuse_other_bytes

_AT_ONCE = 16
"""Files opened at once: it takes S3 some tens of milliseconds for one."""


def refuse_other_files(spark: SparkSession, frame: DataFrame) -> None:
    """Raise DatasetError if a file that `frame` reads is no UTF-8 text. Those that cannot be read are left to Spark."""
    jvm = spark._jvm
    assert jvm is not None  # noqa: S101 - a session has one
    configuration = spark.sparkContext._jsc.hadoopConfiguration()
    codecs = jvm.org.apache.hadoop.io.compress.CompressionCodecFactory(configuration)
    uris = frame.inputFiles()
    with ThreadPoolExecutor(min(_AT_ONCE, max(len(uris), 1))) as threads:
        heads = threads.map(partial(_head, jvm, configuration, codecs), uris)
        for uri, head in zip(uris, heads, strict=True):
            refuse_other_bytes(unquote(uri.removeprefix("file://")), head)


def _head(jvm: Any, configuration: Any, codecs: Any, uri: str) -> bytes:
    path = jvm.org.apache.hadoop.fs.Path(jvm.java.net.URI(uri))
    try:
        stream = path.getFileSystem(configuration).open(path)
        try:
            codec = codecs.getCodec(path)
            bytes_of = stream if codec is None else codec.createInputStream(stream)
            bounded = jvm.org.apache.commons.io.input.BoundedInputStream(bytes_of, FIRST_BYTES)
            return bytes(jvm.org.apache.commons.io.IOUtils.toByteArray(bounded))
        finally:
            stream.close()
    except (PySparkException, Py4JJavaError):
        return b""
