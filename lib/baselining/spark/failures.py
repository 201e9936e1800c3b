"""Spark's exceptions → this project's. Spark's messages may quote data: only places and classes are passed on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from baselining.errors import BaseliningError
from baselining.spark.java_errors import java_errors
from baselining.spark.meaning import meaning_of


@contextmanager
def spark_failures(uri: str) -> Iterator[None]:
    """Translate what Spark raises inside, while it reads the dataset at `uri`.

    Raises:
        DatasetError: If the dataset is missing, empty or unreadable.
        StorageError: If the place it is in refuses or does not answer.
        ComputeError: For everything else.
    """
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except BaseliningError:
        raise
    except (PySparkException, Py4JError) as problem:
        if isinstance(problem.__context__, KeyboardInterrupt):
            raise KeyboardInterrupt from None
        raise meaning(problem, uri) from None


def meaning(problem: Exception, uri: str) -> BaseliningError:
    """The error that an exception of Spark's means, raised while it read `uri`.

    Raises:
        Exception: `problem` itself, if no Java exception is behind it: there is no JVM any more, or it is a bug.
    """
    if not (errors := java_errors(problem)):
        raise problem
    return meaning_of(errors, uri)
