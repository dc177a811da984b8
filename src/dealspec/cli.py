"""The command group, and the one place where errors become text and an exit code. Loads a verb only when it is used."""

from __future__ import annotations

import dataclasses
import importlib
from collections.abc import Mapping, Sequence

import click

from dealspec import __version__
from dealspec.core.errors import DealspecError, ExitCode, InvalidInput, VendorError

VERBS = {
    "demo": "Show it all on two embedded CRMs: provision, seed, audit, report.",
    "init": "Start a project from a blueprint.",
    "blueprint": "Merge a newer blueprint into the project.",
    "validate": "Check the schema files, offline.",
    "test": "Try the gates and rules on records of your own.",
    "docs": "Write the schema as a data dictionary.",
    "fmt": "Lay the schema files out in the one way.",
    "schema": "Print the JSON Schema of the files, for editors.",
    "explain": "Explain a code, field, gate or rule.",
    "pull": "Write an existing org's data model as schema files.",
    "plan": "Show what would change in a target.",
    "show": "Show a saved plan, also an old one.",
    "apply": "Carry out a saved plan, or plan and apply at once.",
    "drift": "Show what somebody changed in a target.",
    "state": "Show what is ours in a target, or find it out anew.",
    "diff": "Compare two targets, or a target and a folder.",
    "audit": "Judge a target's records by the gates and rules.",
    "doctor": "Check that a target can be reached and worked with.",
    "conform": "Ask a sandbox whether the embedded CRMs behave as it does.",
    "emulate": "Run the embedded CRMs for other programs.",
}
"""Every verb and its one-line help, so that ``--help`` imports none of them."""


class _LazyGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        module = importlib.import_module(f"dealspec.commands.{cmd_name}")
        command: click.Command = module.command
        return _with_variables(cmd_name, _talking(command))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and args[0] not in VERBS:
            from dealspec.core.diagnostics import did_you_mean

            hint = did_you_mean(args[0], VERBS, "`dealspec --help` lists them.")
            raise click.UsageError(f"There is no command '{args[0]}'. {hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(VERBS.items()))


def _talking(command: click.Command) -> click.Command:
    """The verb with ``--quiet`` and ``--no-color`` of its own, since people write them at the end of the line."""
    if not any(parameter.name == "hush" for parameter in command.params):
        command.params += [
            click.Option(["-q", "--quiet", "hush"], is_flag=True, expose_value=False, callback=_hush, help=_QUIET),
            click.Option(["--no-color", "plain"], is_flag=True, expose_value=False, callback=_plain, help=_NO_COLOR),
        ]
    for child in _children(command).values():
        _talking(child)
    return command


def _with_variables(verb: str, command: click.Command) -> click.Command:
    """The verb with a variable for every flag, ``DEALSPEC_<VERB>_<FLAG>``; click would name it after the parameter."""
    for option in command.params:
        if isinstance(option, click.Option):
            flag = max(option.opts, key=len).removeprefix("--").replace("-", "_")
            option.envvar = f"DEALSPEC_{verb}_{flag}".upper()
    for name, child in _children(command).items():
        _with_variables(f"{verb}_{name}", child)
    return command


def _children(command: click.Command) -> Mapping[str, click.Command]:
    return command.commands if isinstance(command, click.Group) else {}


def _hush(ctx: click.Context, parameter: click.Parameter, given: bool) -> None:
    if given and ctx.obj is not None:
        ctx.obj = dataclasses.replace(ctx.obj, quiet=True)


def _plain(ctx: click.Context, parameter: click.Parameter, given: bool) -> None:
    if given and ctx.obj is not None:
        ctx.obj = dataclasses.replace(ctx.obj, colour=False)


_QUIET = "Say nothing but results and errors."
_NO_COLOR = "Never colour; NO_COLOR does the same."


@click.group(
    cls=_LazyGroup,
    context_settings={
        "help_option_names": ["-h", "--help"],
        "max_content_width": 100,
        "auto_envvar_prefix": "DEALSPEC",
    },
)
@click.option(
    "-C",
    "--project",
    type=click.Path(file_okay=False),
    default=".",
    help="The folder of dealspec.yaml (default: here).",
)
@click.option("-q", "--quiet", is_flag=True, help=_QUIET)
@click.option("--no-color", is_flag=True, help=_NO_COLOR)
@click.version_option(__version__, prog_name="dealspec")
@click.pass_context
def group(ctx: click.Context, project: str, quiet: bool, no_color: bool) -> None:
    """The data model of partner sales in Salesforce and HubSpot, kept as code.

    Exit codes: 0 clean, 1 findings, 2 changes pending, 3 incomplete, 4 refused, 5 partly applied, 64 usage,
    65 invalid files, 69 vendor or network, 70 our bug, 130 interrupted.
    """
    from dealspec.commands.session import Session

    ctx.obj = Session.of(project, quiet=quiet, no_color=no_color)


def run(args: Sequence[str]) -> int:
    """Runs one command line; returns the exit code and never raises."""
    try:
        result = group.main(list(args), prog_name="dealspec", standalone_mode=False)
    except click.exceptions.Exit as end:
        return int(end.exit_code)
    except click.UsageError as error:
        return _usage(error)
    except click.ClickException as error:
        click.echo(f"error: {error.format_message()}", err=True)
        return ExitCode.USAGE
    except (KeyboardInterrupt, click.Abort):
        click.echo("\nInterrupted.", err=True)
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        return _broken_pipe()
    except DealspecError as error:
        return _said(error)
    except Exception:
        return _bug()
    return int(result or 0)


def _usage(error: click.UsageError) -> int:
    click.echo(f"error: {error.format_message()}", err=True)
    if error.ctx:
        click.echo(f"hint: {error.ctx.command_path} --help shows what it takes.", err=True)
    return ExitCode.USAGE


def _said(error: DealspecError) -> int:
    if isinstance(error, InvalidInput):
        from dealspec.commands.output import show_faults

        show_faults(error)
    else:
        click.echo(f"error: {error.what}", err=True)
        if error.why:
            click.echo(f"why: {error.why}", err=True)
        if isinstance(error, VendorError) and error.status and error.vendor_code not in error.why:
            click.echo(f"code: {error.vendor_code}", err=True)
        if error.hint:
            click.echo(f"hint: {error.hint}", err=True)
    return int(error.exit_code)


def _broken_pipe() -> int:
    """Whoever read our output stopped reading: not a fault. Python would complain again as it closes stdout."""
    import os
    import sys

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return ExitCode.CLEAN


def _bug() -> int:
    import traceback

    click.echo(traceback.format_exc(), err=True)
    click.echo(
        "error: This is a bug in dealspec, not a fault of yours.\n"
        "hint: Please report it with the lines above and the command you ran; remove what is private.",
        err=True,
    )
    return ExitCode.BUG
