"""A YAML file as a section: read strictly, with errors that name the file, the key, and the near one that exists."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin

import yaml
from pydantic import ValidationError

from baselining.errors import ConfigError
from baselining.world.section import Section

AnySection = TypeVar("AnySection", bound=Section)


def read_text(path: Path, *, what: str) -> str:
    """The text of a file; `what` it is, is for messages.

    Raises:
        ConfigError: If it is missing, cannot be read, or is no UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigError(f"There is no {what} {path}.") from None
    except (OSError, UnicodeDecodeError) as problem:
        raise ConfigError(f"Cannot read the {what} {path}: {type(problem).__name__}.") from None


def parse_section(kind: type[AnySection], text: str, *, name: str, example: str) -> AnySection:
    """Check the text of a file that holds one section, which may hold others.

    Args:
        kind: The section.
        text: YAML.
        name: The file's, for messages.
        example: What it may hold, for the message if it holds nothing.

    Raises:
        ConfigError: If it is not YAML, a key stands twice or is unknown, or a value cannot be.
    """
    try:
        tree = yaml.load(text, _Loader)  # noqa: S506 - a SafeLoader
    except _RepeatedKeyError as problem:
        raise ConfigError(
            f"{name}: the key {problem.key!r} stands twice, again at line {problem.line}."
        ) from None
    except (yaml.YAMLError, RecursionError, ValueError) as problem:  # the last: no number, no date
        mark = getattr(problem, "problem_mark", None)
        where = f" at line {mark.line + 1}" if mark else ""
        raise ConfigError(f"{name} is not YAML{where}.") from None
    if not isinstance(tree, dict):
        raise ConfigError(f"{name} should hold {example}, and holds none.")
    try:
        return kind.model_validate(tree)
    except ValidationError as problem:
        raise _explained(problem, kind, name) from None


class _RepeatedKeyError(yaml.YAMLError):
    def __init__(self, node: yaml.ScalarNode) -> None:
        self.key, self.line = node.value, node.start_mark.line + 1


class _Loader(yaml.SafeLoader):
    """Refuses a key that stands twice in one section, of which YAML would silently take the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    raise _RepeatedKeyError(key)
                seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


def _explained(problem: ValidationError, kind: type[Section], name: str) -> ConfigError:
    first = problem.errors(include_url=False, include_input=False)[0]
    path = [str(step) for step in first["loc"]]
    key = ".".join(path)
    if first["type"] == "extra_forbidden":
        known = _keys_beside(kind, path)
        near = difflib.get_close_matches(path[-1], known, n=1)
        hint = f"Did you mean {near[0]!r}?" if near else f"Known here: {', '.join(known)}."
        return ConfigError(f"{name}: there is no key {key!r}.", hint=hint)
    if first["type"] == "missing":
        return ConfigError(f"{name}: the key {key!r} is missing.")
    return ConfigError(f"{name}: {key}: {first['msg']}." if key else f"{name}: {first['msg']}.")


def _keys_beside(kind: type[Section], path: list[str]) -> list[str]:
    found: Any = kind
    for step in path[:-1]:
        if _is_section(found):
            found = found.model_fields[step].annotation
        elif get_origin(found) is dict:  # the step is a name that people choose
            found = get_args(found)[1]
        found = next((each for each in (found, *get_args(found)) if _leads_on(each)), found)
    return list(found.model_fields)


def _leads_on(kind: Any) -> bool:
    return _is_section(kind) or get_origin(kind) is dict


def _is_section(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Section)
