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

_CLEAR_SCREEN = "\x1b[2J\x1b[3J\x1b[H"
_CLEAR_LINE = "\r\x1b[K"
# What GitHub Actions and Azure Pipelines take for a command in a log. Left to `re` to compile on first use.
_LOG_COMMAND = r"(?m)^[^\S\n]*::|##(?=\[|vso\[)"


class FatalError(Exception):
    """A problem that ends the command with status 2, told in `lines`."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__(*lines)
        self.lines = lines


class OutputError(Exception):
    """An output, such as “the standard output”, cannot be written; `error` is the reason."""

    def __init__(self, error: OSError, output: str = "the standard output") -> None:
        super().__init__(str(error))
        self.error = error
        self.output = output


def print_lines(*lines: str, err: bool = False) -> None:
    """Print lines with unseen characters as escapes, to stderr if `err`."""
    _write("".join(f"{escape_invisible(line)}\n" for line in lines), err=err)


def print_page(page: str) -> None:
    """Print a text of several lines, such as a help page, with unseen characters as escapes."""
    print_lines(*page.removesuffix("\n").split("\n"))


def print_report(text: str, *, err: bool = False) -> None:
    """Print a report of `report_text`, to stderr if `err`, all at once since each call flushes."""
    _write(text, err=err)


def report_text(lines: Iterable[str], *, in_color: bool) -> str:
    """Return the text of a report, which quotes notes, with unseen characters as escapes.

    Color codes are kept if it is `in_color`.
    """
    escape = _escape_colored if in_color else escape_excerpt
    return "".join([f"{escape(line)}\n" for line in lines])


def print_diff(diff: str, *, in_color: bool | None = None) -> None:
    """Print a diff: for people on a terminal or in color, unchanged for programs that may apply it.

    For people, unseen characters become escapes. Whether it is in color depends on the terminal, unless it is given.
    """
    if in_color is None:
        in_color = prints_color()
    if not (is_terminal(sys.stdout) or in_color):
        print_data(diff_data(diff))
    elif diff:
        from wikilsp.report.diff import paint_diff  # noqa: PLC0415 - few runs print a diff
        from wikilsp.report.terminal import choose_paint  # noqa: PLC0415

        lines = (escape_excerpt(line.removesuffix("\r").expandtabs()) for line in diff.removesuffix("\n").split("\n"))
        _write("".join(f"{line}\n" for line in paint_diff(lines, choose_paint(in_color=in_color))))


def diff_data(diff: str) -> bytes:
    """Return a diff as bytes for programs that may apply it."""
    return diff.encode("utf-8", "surrogatepass")


def print_data(data: bytes, *, err: bool = False) -> None:
    """Print bytes for other programs, unchanged, to stderr if `err`."""
    _write(data, err=err)


def clear_screen() -> None:
    """Clear the terminal, if the standard output is one."""
    if is_terminal(sys.stdout):
        _write(_CLEAR_SCREEN)


def show_status(text: str) -> None:
    """Replace the current line on stderr, which must be a terminal."""
    with suppress(OSError):
        sys.stderr.write(f"{_CLEAR_LINE}{escape_invisible(text)}")
        sys.stderr.flush()


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a standard stream is a terminal. None, a stream that was closed at startup, is not."""
    return stream is not None and stream.isatty()


def prints_color() -> bool:
    """Whether color is printed by default: on a terminal, unless the environment variable NO_COLOR is set."""
    return is_terminal(sys.stdout) and not os.environ.get("NO_COLOR")


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


def _disarm(text: str) -> str:
    """Return a text in which a CI service finds no command, whatever is quoted in it: `::name::`, `##[name]`, ….

    Data for programs contains none anyway.
    """
    if not (os.environ.get("GITHUB_ACTIONS") or os.environ.get("TF_BUILD")):
        return text
    return re.sub(_LOG_COMMAND, lambda match: f"{match[0][:-1]}\\x{ord(match[0][-1]):02x}", text)


def _write(data: str | bytes, *, err: bool = False) -> None:
    """Write to a standard stream. Errors of stderr are ignored, since they cannot be reported."""
    if not data:
        return
    if not err:
        check_open()
    try:
        click.echo(_disarm(data) if isinstance(data, str) else data, nl=False, err=err, color=True)
    except OSError as error:
        if not err:
            raise OutputError(error) from error
        discard_buffer(sys.stderr)
