"""Runs a command and turns its outcome into an exit status; errors become one line instead of a traceback."""

import errno
import sys
from collections.abc import Callable

import click

from wikilsp.cli.output import FatalError, OutputError, discard_buffer, print_lines

USAGE_ERROR = 2
"""The exit status if the command line or the settings are wrong, or the output cannot be written."""
_INTERRUPTED = 130
_BROKEN_PIPE = 141
"""128 and SIGPIPE: the status that shells report for a program whose reader has exited, as `head` does."""


def run_command(command: Callable[[], object]) -> int:
    """Run a command and return its exit status."""
    try:
        status = command()
    except click.exceptions.NoArgsIsHelpError as error:
        print_lines(*error.format_message().split("\n"), err=True)
        return error.exit_code
    except click.ClickException as error:
        print_lines(*_usage(error), f"Error: {error.format_message()}", err=True)
        return error.exit_code
    except click.Abort:
        return _INTERRUPTED
    except OutputError as failure:
        return _report_output_error(failure)
    except FatalError as error:
        print_lines(*error.lines, err=True)
        status = USAGE_ERROR
    except FileNotFoundError as error:
        if error.filename is not None:
            raise
        print_lines("error: the current folder no longer exists", err=True)
        status = USAGE_ERROR
    return status if isinstance(status, int) else 0


def _usage(error: click.ClickException) -> list[str]:
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is None:
        return []
    return [*context.get_usage().split("\n"), f"Try '{context.command_path} --help' for help.", ""]


def _report_output_error(failure: OutputError) -> int:
    error = failure.error
    discard_buffer(sys.stdout)
    if error.errno == errno.EPIPE:
        return _BROKEN_PIPE
    print_lines(f"error: {failure.output} cannot be written: {error.strerror or error}", err=True)
    return USAGE_ERROR
