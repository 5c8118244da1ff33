"""The command line. The module of a command is imported only when the command runs, so that each starts fast."""

import io
import sys
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from wikilsp import __version__
from wikilsp.cli.exit_status import run_command
from wikilsp.cli.output import check_open, print_lines, print_page

COMMANDS = ("init", "check", "rename", "recover", "inspect", "rule", "server", "cache", "doctor", "completions")


class Commands(click.Group):
    """The commands of `wikilsp`, each in the module of its name."""

    def main(self, *args: Any, standalone_mode: bool = True, **how: Any) -> Any:
        """Run the command named by the arguments, and exit with its status."""
        # Where the output is not UTF-8, characters that it cannot encode become escapes instead of a traceback.
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(errors="backslashreplace")
        run = partial(super().main, *args, standalone_mode=False, **how)
        if not standalone_mode:
            return run()
        sys.exit(run_command(run))

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names in the order of the help text."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command; return None if there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"wikilsp.cli.{cmd_name}").command
        for each in (command, *getattr(command, "commands", {}).values()):
            _print_help_visibly(each, ctx)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the name of a command, the command and its arguments; an error names the nearest command."""
        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            from wikilsp.wording import did_you_mean, nearest  # noqa: PLC0415 - commands are rarely misspelled

            hint = did_you_mean(nearest(args[0], COMMANDS))
            raise click.UsageError(f"no command is named “{args[0]}”{hint or '; see “wikilsp --help”'}", ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; Ctrl-C ends it silently, with the status that shells expect."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            ctx.exit(130)
        except FileNotFoundError:
            if _has_current_folder():
                raise
            raise click.UsageError("the current folder no longer exists") from None

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return the option that shows the help text."""
        option = super().get_help_option(ctx)
        if option:
            option.callback = _print_help
        return option


def _has_current_folder() -> bool:
    try:
        Path.cwd()
    except FileNotFoundError:
        return False
    return True


def _print_help_visibly(command: click.Command, ctx: click.Context) -> None:
    """Print the help of a command through `output`, which makes unseen characters visible."""
    option = command.get_help_option(ctx)
    if option:
        option.callback = _print_help


def _print_help(ctx: click.Context, _option: click.Parameter, wanted: bool) -> None:  # noqa: FBT001 - as click calls it
    if wanted:
        print_page(ctx.get_help())
        ctx.exit()


def _print_version(ctx: click.Context, _option: click.Parameter, wanted: bool) -> None:  # noqa: FBT001 - as click calls it
    if wanted:
        print_lines(f"wikilsp {__version__}")
        ctx.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "-V",
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Show the version and exit.",
)
@click.pass_context
def main(ctx: click.Context) -> None:
    """A linter and language server for notes with [[wikilinks]], key:: properties and #tags."""
    if ctx.invoked_subcommand != "server":
        check_open()
