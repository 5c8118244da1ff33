"""`wikilsp completions`: prints the script that lets a shell complete commands, options and rule codes."""

import click
from click.shell_completion import BashComplete, FishComplete, ZshComplete

from wikilsp.cli.output import print_page

_SHELLS = {"bash": BashComplete, "zsh": ZshComplete, "fish": FishComplete}


@click.command(
    "completions",
    short_help="Print a completion script for a shell.",
    epilog='Example: eval "$(wikilsp completions bash)"',
)
@click.argument("shell", type=click.Choice(list(_SHELLS)))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print the script with which bash, zsh or fish completes the commands and options of wikilsp.

    Add the line of the example to ~/.bashrc, or with zsh to ~/.zshrc. For fish, write the script to
    ~/.config/fish/completions/wikilsp.fish.
    """
    # The version of bash that is installed here says nothing about the shell that runs the script, so don't check it.
    complete = _SHELLS[shell](ctx.find_root().command, {}, "wikilsp", "_WIKILSP_COMPLETE")
    print_page(complete.source_template % complete.source_vars())
