"""Write docs/wikilsp.1, the manual page, from the help texts of the commands.

    python tools/generate_man.py            write the page, if it is out of date
    python tools/generate_man.py --check    write nothing; exit with 1 if the page is out of date

click-man, which does the same for other programs, does not escape text, and a line that starts with a dot is then lost.
"""

import re
import sys
from collections.abc import Iterator, Sequence
from inspect import cleandoc
from pathlib import Path

import click

from wikilsp import __version__
from wikilsp.cli import main as program

PAGE = Path(__file__).parent.parent / "docs" / "wikilsp.1"
_ESCAPES = {"\\": "\\e", "-": "\\-", "'": "\\(aq", "`": "\\(ga", "^": "\\(ha", "~": "\\(ti"}


def main(arguments: Sequence[str]) -> int:
    """Write or check the page. Return 1 if `--check` finds it out of date, 2 for an unknown argument."""
    if not {"--check"}.issuperset(arguments):
        print(__doc__)
        return 0 if arguments[0] in ("-h", "--help") else 2
    page = manual_page()
    is_current = PAGE.exists() and PAGE.read_text("utf-8") == page
    if not is_current and not arguments:
        PAGE.write_text(page, "utf-8")
    if not is_current:
        print(f"{PAGE.name}: {'out of date; run tools/generate_man.py' if arguments else 'written'}")
    return int(bool(arguments) and not is_current)


def manual_page() -> str:
    """Return the page in the format of man(7)."""
    context = click.Context(program, info_name="wikilsp")
    lines = [
        f'.TH WIKILSP 1 "" "wikilsp {__version__}" "User Commands"',
        *(".SH NAME", r"wikilsp \- lint notes, and serve them to editors"),
        *(".SH SYNOPSIS", f".B {_escaped('wikilsp')}", _escaped(" ".join(program.collect_usage_pieces(context)))),
        *(".SH DESCRIPTION", *_paragraphs(program.help or "")),
        *(".SH OPTIONS", *_options(context)),
        *(".SH COMMANDS", *_commands(context)),
        *(".SH FILES", ".TP", _bold(".wikilsp.toml"), _escaped("The settings of a vault, in its root.")),
    ]
    return "\n".join(lines) + "\n"


def _commands(parent: click.Context) -> Iterator[str]:
    """Yield the lines about each command of a group, and about the commands of each group in it."""
    group = parent.command
    assert isinstance(group, click.Group)  # noqa: S101 - a narrower type
    for name in group.list_commands(parent):
        command = group.get_command(parent, name)
        assert command is not None  # noqa: S101 - it is listed
        context = click.Context(command, info_name=name, parent=parent)
        yield f'.SS "{_escaped(" ".join([context.command_path, *command.collect_usage_pieces(context)]))}"'
        yield from _paragraphs(command.help or "")
        yield from _options(context)
        if command.epilog:
            yield from (".PP", _escaped(command.epilog))
        if isinstance(command, click.Group):
            yield from _commands(context)


def _options(context: click.Context) -> Iterator[str]:
    for option in context.command.params:
        record = option.get_help_record(context) if isinstance(option, click.Option) else None
        if record:
            yield from (".TP", _bold(record[0]), _escaped(record[1]))


def _paragraphs(text: str) -> Iterator[str]:
    for paragraph in cleandoc(text).split("\n\n"):
        yield from (".PP", _escaped(" ".join(paragraph.split())))


def _bold(text: str) -> str:
    return rf"\fB{_escaped(text)}\fR"


def _escaped(text: str) -> str:
    """Return a line of text as a line of the page that has no special meaning."""
    escaped = re.sub(r"[\\\-'`^~]", lambda match: _ESCAPES[match[0]], text).replace('"', "\\(dq")
    # A zero-width character keeps the line from being a request.
    return rf"\&{escaped}" if escaped.startswith(".") else escaped


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
