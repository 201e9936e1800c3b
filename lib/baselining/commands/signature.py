"""Commands whose parameters are sections of the configuration, as typer has to see them: with an option per key.

    def gc(schedule: Schedule, switch: Annotated[SwitchSection, keys("records")], aws: AwsSection) -> None: ...

takes `--records`, `--region`, `--profile` and `--endpoint-url`. Type, limits, default and help are those of the
section, which also checks what is given, so that the command line and the configuration file refuse the same values
with the same sentence.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import wraps
from typing import TYPE_CHECKING, Annotated, Any, Union, get_args, get_origin, get_type_hints

import typer
from pydantic import ValidationError

from baselining.errors import ConfigError
from baselining.world.section import Section, is_number

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo


@dataclass(frozen=True)
class Keys:
    """Which keys of a section a command takes (all if none is named), and other names than theirs."""

    only: frozenset[str]
    renamed: dict[str, str]


def keys(*only: str, **renamed: str) -> Keys:
    """Keys of a section as options; `poll_s="--look-every"` renames, `uri="DATASET"` makes an argument of it."""
    return Keys(frozenset((*only, *renamed) if only else ()), renamed)


@dataclass(frozen=True)
class Option:
    """One key of a section on the command line.

    Attributes:
        name: What people type: `--poll`; of an argument (given by its place) the name that help shows.
    """

    key: str
    field: FieldInfo
    name: str

    @property
    def parameter(self) -> str:
        """The name of the parameter that typer fills."""
        return self.name.removeprefix("--").replace("-", "_").lower()

    def signature(self, *, required: bool) -> inspect.Parameter:
        """The parameter as typer has to see it. Values stay text: the section checks them."""
        field = self.field
        default = None if self._is_derived() else field.get_default(call_default_factory=True)
        kind: Any = str | None
        names = [self.name]
        if field.annotation is bool:
            kind, names = bool, [f"{self.name}/--no{self.name[1:]}" if default else self.name]
        elif isinstance(default, (dict, list)):
            kind, default = list[str] | None, None
        elif field.is_required():
            kind, default = (str, inspect.Parameter.empty) if required else (str | None, None)
        elif default is not None:
            default = default.value if isinstance(default, Enum) else str(default)
        shown: Any = {"help": field.description, "metavar": None if kind is bool else self._metavar()}
        how = typer.Option(*names, **shown) if self.name.startswith("-") else typer.Argument(**shown)
        return inspect.Parameter(
            self.parameter, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=Annotated[kind, how]
        )

    def read(self, given: Any) -> Any:
        """What was given, as the section takes it."""
        if not isinstance(given, (list, tuple)):
            return given
        if get_origin(self.field.annotation) is list:
            return list(given)
        pairs = [pair.partition("=") for pair in given]
        if not all(key and equals for key, equals, _ in pairs):
            raise ConfigError(f"Expected {self.name} {self._metavar()}, found one that is not so.")
        return {key: value for key, _, value in pairs}

    def _is_derived(self) -> bool:
        """Does the default depend on other keys?"""
        return bool(self.field.default_factory_takes_validated_data)

    def _metavar(self) -> str | None:
        if not self.name.startswith("-"):
            return self.name
        kinds = get_args(self.field.annotation) or (self.field.annotation,)
        if isinstance(kinds[0], type) and issubclass(kinds[0], Enum):
            return f"[{'|'.join(str(each.value) for each in kinds[0])}]"
        if is_number(self.field):
            return "SECONDS" if self.key.endswith("_s") else "NUMBER"
        return _extra(self.field).get("metavar")


@dataclass(frozen=True)
class Options:
    """The keys of one section on the command line of one command.

    Attributes:
        is_optional: Without its required keys, there is no such section.
    """

    section: type[Section]
    options: tuple[Option, ...]
    is_optional: bool

    def parameters(self) -> list[inspect.Parameter]:
        """What typer has to see."""
        return [
            option.signature(required=not self.is_optional and not self._instead_of(option))
            for option in self.options
        ]

    def build(self, given: dict[str, Any]) -> Section | None:
        """The section, of what typer found.

        Raises:
            ConfigError: If a value cannot be; the option is named.
        """
        values = {each.key: each.read(given.pop(each.parameter)) for each in self.options}
        missing = [
            each
            for each in self.options
            if each.field.is_required()
            and values[each.key] is None
            and all(values[other.key] is None for other in self._instead_of(each))
        ]
        if self.is_optional and missing:
            self._refuse_idle(values)
            return None
        if missing:
            names = [missing[0].name, *(other.name for other in self._instead_of(missing[0]))]
            raise ConfigError(f"Missing: {' or '.join(names)}.")
        try:
            return self.section(**{key: value for key, value in values.items() if value is not None})
        except ValidationError as problem:
            first = problem.errors(include_url=False, include_input=False)[0]
            name = next(option.name for option in self.options if option.key == first["loc"][0])
            raise ConfigError(f"{name}: {first['msg']}.") from None

    def _instead_of(self, option: Option) -> list[Option]:
        """The options that may be given in the place of this one."""
        return [each for each in self.options if _extra(each.field).get("instead_of") == option.key]

    def _refuse_idle(self, values: dict[str, Any]) -> None:
        """Refuse options that say something about what is not there."""
        needed = next(option.name for option in self.options if option.field.is_required())
        for option in self.options:
            default = option.signature(required=False).default
            if values[option.key] != default:
                raise ConfigError(f"{option.name} is of no use without {needed}.")


def command(function: Callable[..., None]) -> Callable[..., None]:
    """The function with an option per key instead of each parameter that is a section."""
    hints = {name: _as_written(hint) for name, hint in get_type_hints(function, include_extras=True).items()}
    sections = {name: found for name, hint in hints.items() if (found := options_of(hint)) is not None}
    parameters = [
        each
        for name, parameter in inspect.signature(function).parameters.items()
        for each in (
            sections[name].parameters()
            if name in sections
            else [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY, annotation=hints[name])]
        )
    ]

    @wraps(function)
    def called(**given: Any) -> None:
        built = {name: options.build(given) for name, options in sections.items()}
        function(**given, **built)

    called.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    called.__annotations__ = {each.name: each.annotation for each in parameters}
    return called


def _as_written(hint: Any) -> Any:
    """The type of a parameter; Python 3.10 takes one whose default is None as optional, and hides what it is told."""
    told = [each for each in get_args(hint) if get_origin(each) is Annotated]
    return told[0] if get_origin(hint) is Union and told else hint


def options_of(hint: Any) -> Options | None:
    """The options that a parameter of this type stands for; None if its type is no section."""
    annotated = get_args(hint) if get_origin(hint) is Annotated else (hint,)
    kinds = get_args(annotated[0]) or (annotated[0],)
    section = next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, Section)), None)
    if section is None:
        return None
    chosen = next((each for each in annotated[1:] if isinstance(each, Keys)), keys())
    return Options(section, tuple(_options(section, chosen)), is_optional=type(None) in kinds)


def _options(section: type[Section], chosen: Keys) -> Iterator[Option]:
    for key, field in section.model_fields.items():
        if not chosen.only or key in chosen.only:
            own = str(_extra(field).get("option") or f"--{key.removesuffix('_s').replace('_', '-')}")
            yield Option(key, field, chosen.renamed.get(key, own))


def _extra(field: FieldInfo) -> dict[str, Any]:
    return field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
