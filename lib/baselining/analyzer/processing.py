"""What a processing job finds below /opt/ml besides its data: the machines, and the user's configuration of Spark.

Sources: SageMaker developer guide, "How Amazon SageMaker Processing Configures Input and Output For Your Processing
Container" (resourceconfig.json); aws/sagemaker-spark-container, `smspark/bootstrapper.py` (places, classifications).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from baselining.errors import ConfigError

RESOURCES = (Path("/opt/ml/input/config/resourceconfig.json"), Path("/opt/ml/config/resourceconfig.json"))
CONFIGURATIONS = (
    Path("/opt/ml/input/data/conf/configuration.json"),
    Path("/opt/ml/processing/input/conf/configuration.json"),
)
_PREFIXES = {"spark-defaults": "", "core-site": "spark.hadoop.", "hive-site": "spark.hadoop."}
"""Classifications, and what makes their properties settings of Spark's: there are no other daemons here."""


def is_primary(resources: str | None) -> bool:
    """Is this the machine that works?

    It is the first by name, as in the SageMaker Spark container; the others have nothing to do, because Spark runs on
    one machine here.

    Args:
        resources: The text of resourceconfig.json; None outside a processing job.

    Raises:
        ConfigError: If it is not what SageMaker writes.
    """
    if resources is None:
        return True
    try:
        found = json.loads(resources)
        hosts, here = found["hosts"], found["current_host"]
        return bool(here == min(hosts))
    except (ValueError, KeyError, TypeError):
        raise ConfigError("resourceconfig.json should name `hosts` and `current_host`.") from None


def settings_of(configuration: str | None) -> dict[str, str]:
    """Spark's settings in the user's configuration (EMR's form: a list of classifications); empty if there is none.

    Raises:
        ConfigError: If it is not of that form, or configures something that does not run here.
    """
    if configuration is None:
        return {}
    try:
        found = json.loads(configuration)
    except ValueError:
        raise ConfigError("configuration.json is not JSON.") from None
    settings: dict[str, str] = {}
    for each in found if isinstance(found, list) else [found]:
        name, properties = _classification(each)
        if name not in _PREFIXES:
            raise ConfigError(
                f"configuration.json: {name!r} is of no use here, where neither YARN nor HDFS runs.",
                hint=f"Known here: {', '.join(_PREFIXES)}.",
            )
        settings |= {f"{_PREFIXES[name]}{key}": _as_spark(value) for key, value in properties.items()}
    return settings


def _as_spark(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _classification(each: Any) -> tuple[str, Mapping[str, Any]]:
    if isinstance(each, Mapping):
        name, properties = each.get("Classification"), each.get("Properties", {})
        if isinstance(name, str) and isinstance(properties, Mapping):
            return name, properties
    raise ConfigError("configuration.json should be a list of {Classification, Properties}.")


def text_of(places: tuple[Path, ...]) -> str | None:
    """The first of some files that is there.

    Raises:
        ConfigError: If it cannot be read.
    """
    for place in places:
        try:
            return place.read_text(encoding="utf-8")
        except FileNotFoundError:
            continue
        except (OSError, UnicodeDecodeError) as problem:
            raise ConfigError(f"Cannot read {place}: {type(problem).__name__}.") from None
    return None
