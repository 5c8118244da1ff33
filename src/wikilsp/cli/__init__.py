"""The command line. A command's module is imported only when that command runs, so that each starts fast."""

import io
import sys
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from wikilsp import __version__
from wikilsp.cli.ending import run_command
from wikilsp.cli.output import check_open, print_lines, print_page

COMMANDS = ("check", "rename", "recover", "inspect", "rule", "server", "cache")


class Commands(click.Group):
    """The commands of `wikilsp`, each in the module of its name."""

    def main(self, *args: Any, standalone_mode: bool = True, **how: Any) -> Any:
        """Run the command that the arguments name, and end the process with its exit status."""
        # A terminal or pipe that is not UTF-8 gets “\u201c” where it cannot show a character, not a traceback.
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(errors="backslashreplace")
        run = partial(super().main, *args, standalone_mode=False, **how)
        if not standalone_mode:
            return run()
        sys.exit(run_command(run))

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Give the names in the order of the help text."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command; None if there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"wikilsp.cli.{cmd_name}").command
        for each in (command, *getattr(command, "commands", {}).values()):
            _let_help_be_said(each, ctx)
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; Ctrl-C ends it without a word, with the status that shells expect of it."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            ctx.exit(130)
        except FileNotFoundError:
            if _is_somewhere():
                raise
            raise click.UsageError("the current folder does not exist any more") from None

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return the option that shows the help text."""
        option = super().get_help_option(ctx)
        if option:
            option.callback = _say_help
        return option


def _is_somewhere() -> bool:
    try:
        Path.cwd()
    except FileNotFoundError:
        return False
    return True


def _let_help_be_said(command: click.Command, ctx: click.Context) -> None:
    option = command.get_help_option(ctx)
    if option:
        option.callback = _say_help


def _say_help(ctx: click.Context, _option: click.Parameter, wanted: bool) -> None:  # noqa: FBT001 - as click calls it
    if wanted:
        print_page(ctx.get_help())
        ctx.exit()


def _say_version(ctx: click.Context, _option: click.Parameter, wanted: bool) -> None:  # noqa: FBT001 - as click calls it
    if wanted:
        print_lines(f"wikilsp {__version__}")
        ctx.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_say_version,
    help="Show the version and exit.",
)
@click.pass_context
def main(ctx: click.Context) -> None:
    """Understand a folder of notes with [[wikilinks]], key:: properties and #tags."""
    if ctx.invoked_subcommand != "server":
        check_open()
