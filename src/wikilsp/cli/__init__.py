"""The command line. A command's module is imported only when that command runs, so that each starts fast."""

import io
import sys
from importlib import import_module

import click

from wikilsp import __version__

COMMANDS = ("check", "rename", "recover", "inspect", "rule", "server", "cache")


class Commands(click.Group):
    """The commands of `wikilsp`, each in the module of its name."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Give the names in the order of the help text."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import the command; None if there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"wikilsp.cli.{cmd_name}").command
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; Ctrl-C ends it without a word, with the status that shells expect of it."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            ctx.exit(130)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="%(prog)s %(version)s")
def main() -> None:
    """Understand a folder of notes with [[wikilinks]], key:: properties and #tags."""
    # A terminal or pipe that is not UTF-8 gets “\u201c” where it cannot show a character, not a traceback.
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
