"""Prints all output of commands, so that no name, note or setting can control the terminal."""

import errno
import os
import re
import sys
from collections.abc import Iterable
from contextlib import suppress
from typing import TextIO

import click

from wikilsp.visible import escape_excerpt, escape_invisible

_CLEAR_LINE = "\r\x1b[K"


class OutputError(Exception):
    """The standard output cannot be written; `error` is the reason."""

    def __init__(self, error: OSError) -> None:
        super().__init__(str(error))
        self.error = error


def print_lines(*lines: str, err: bool = False) -> None:
    """Print lines with unseen characters as escapes, to stderr if `err`."""
    _write("".join(f"{escape_invisible(line)}\n" for line in lines), err=err)


def print_page(page: str) -> None:
    """Print a text of several lines, such as a help page, with unseen characters as escapes."""
    print_lines(*page.removesuffix("\n").split("\n"))


def escape_report(lines: Iterable[str], *, in_color: bool) -> str:
    """Return the lines of a report, which quotes notes, for `print_report`; keep its own color codes if `in_color`."""
    escape = _escape_colored if in_color else escape_excerpt
    return "".join([f"{escape(line)}\n" for line in lines])


def print_report(report: str) -> None:
    """Print a report that has been escaped."""
    _write(report)


def print_diff(diff: str) -> None:
    """Print a diff: with unseen characters as escapes on a terminal, unchanged for programs that may apply it."""
    if is_terminal(sys.stdout):
        _write("\n".join(escape_excerpt(line.removesuffix("\r").expandtabs()) for line in diff.split("\n")))
    else:
        print_data(diff.encode("utf-8", "surrogatepass"))


def print_data(data: bytes) -> None:
    """Print bytes for other programs, unchanged."""
    _write(data)


def show_status(text: str) -> None:
    """Replace the current line on stderr, which must be a terminal."""
    with suppress(OSError):
        sys.stderr.write(f"{_CLEAR_LINE}{escape_invisible(text)}")
        sys.stderr.flush()


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a standard stream is a terminal. None, a stream that was closed at startup, is not."""
    return stream is not None and stream.isatty()


def terminal_columns(otherwise: int) -> int:
    """Return the width of lines: from the environment variable COLUMNS, else of the terminal, else `otherwise`."""
    # Like `shutil.get_terminal_size`; importing `shutil` takes a fortieth of a short run.
    try:
        if columns := int(os.environ.get("COLUMNS", "")):
            return columns
    except ValueError:
        pass
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or otherwise
    except (OSError, ValueError):
        return otherwise


def check_open() -> None:
    """Raise `OutputError` if the standard output is closed, before doing anything that could not be reported."""
    if sys.stdout is None:
        raise OutputError(OSError(errno.EBADF, os.strerror(errno.EBADF)))


def discard_buffer(stream: TextIO | None) -> None:
    """Discard the text that a stream still buffers, so that writing it at exit does not fail."""
    try:
        number = stream.fileno() if stream else None
    except OSError:  # a stream without a file, as in tests
        return
    if number is not None:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, number)
        os.close(null)


def _escape_colored(line: str) -> str:
    from wikilsp.report.terminal import COLOR_CODE  # noqa: PLC0415 - few runs print in color

    codes = re.findall(COLOR_CODE, line)
    pieces = map(escape_excerpt, re.split(COLOR_CODE, line))
    return "".join(part for pair in zip(pieces, [*codes, ""], strict=True) for part in pair)


def _write(data: str | bytes, *, err: bool = False) -> None:
    """Write to a standard stream. Errors of stderr are ignored, since they cannot be reported."""
    if not data:
        return
    if not err:
        check_open()
    try:
        click.echo(data, nl=False, err=err, color=True)
    except OSError as error:
        if not err:
            raise OutputError(error) from error
        discard_buffer(sys.stderr)
