"""The command line."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Annotated, NoReturn

import typer

from baselining import __version__
from baselining.commands.options import AS_JSON
from baselining.commands.signature import command as as_typer_sees
from baselining.edge.console import show, write_any_text
from baselining.edge.exit import run_guarded
from baselining.errors import ConfigError

COMMANDS = (
    "baseline",
    "suggest",
    "merge",
    "model_quality",
    "verify",
    "diff",
    "judge",
    "evaluate",
    "publish",
    "switch",
    "confirm",
    "history",
    "rollback",
    "gc",
    "template",
    "registry",
    "launch",
    "doctor",
    "emulator",
)
"""Each is the function of its name in the module of its name in `commands/`."""


def app_of(names: Sequence[str]) -> typer.Typer:
    """The command line with these commands; the modules of others are not loaded, which takes its time."""
    app = typer.Typer(
        name="baselining",
        help="Re-baseline SageMaker Model Monitor after retraining: profile at scale, publish to S3, switch the "
        "schedule.",
        epilog="Exit codes: 0 done · 2 bad command line, config or input, nothing was written · 3 refused, nothing was "
        "published · 4 the world failed or the run was stopped, nothing is half-done, the message says what is live · "
        "5 outcome unknown, a person must look.",
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    for name in names:
        app.command()(as_typer_sees(function_of(name)))
    app.callback()(_options)
    return app


def app_for(words: Sequence[str]) -> typer.Typer:
    """The command line as far as these words need it: with the command that they begin with, or else with all."""
    name = words[0].replace("-", "_")
    return app_of((name,) if name in COMMANDS else COMMANDS)


def function_of(name: str) -> Callable[..., None]:
    """What runs the command of this name."""
    found: Callable[..., None] = getattr(import_module(f"baselining.commands.{name}"), name)
    return found


def _options(
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
) -> None:
    if version:
        show([f"baselining {__version__}"])
        raise typer.Exit


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command and end the process with its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    write_any_text()
    run_guarded(lambda: _run(words or ["--help"]), as_json=AS_JSON in words)


# Recent releases of typer carry a click of their own; its exceptions are found through the one typer shows.
_ClickException: type[Exception] = next(
    kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "ClickException"
)
_INTERRUPTED = 130
"""What typer's own main returns after Ctrl-C: 128 + SIGINT."""


def _run(words: list[str]) -> None:
    try:
        code = app_for(words)(words, standalone_mode=False)
    except typer.Abort:  # how older releases report Ctrl-C
        code = _INTERRUPTED
    except _ClickException as problem:
        context = getattr(problem, "ctx", None)
        hint = f"See `{context.command_path} --help`." if context else ""
        raise ConfigError(problem.format_message(), hint=hint) from None  # type: ignore[attr-defined]
    if code == _INTERRUPTED:
        raise KeyboardInterrupt
    if code:  # a command that did several things, some of which failed, has said so itself
        sys.exit(code)
