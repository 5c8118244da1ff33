"""Renders names and excerpts of notes as inert Markdown for editors.

Names, headings, values and paths come from notes that anyone may have written, so only this module turns them into
Markdown.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import NamedTuple
from urllib.parse import unquote

from wikilsp.features.answers import TextReader
from wikilsp.note import Note
from wikilsp.syntax.destination import is_external
from wikilsp.vault.vault import Vault
from wikilsp.visible import escape_name

_MOST_ROWS = 10
_LONGEST_CELL = 80
_LONGEST_NAME = 200
_WEB = re.compile(r"(?:https?://|mailto:)[^\s<>\\]+", re.IGNORECASE)
_BACKTICKS = re.compile("`+")
_MEANING = re.compile(r"[!-+./:-@\[-`{-~]")
_NESTED = re.compile(r"(?<=\w)/(?=\w)")
"""The slash of a nested tag, which has no meaning."""
_SYNTAX = re.compile(r"[\\`*_\[\]<>&~|!]")
_BAR_AFTER_BACKSLASH = re.compile(r"(?<=\\)\|")


def _create_nothing(_path: str) -> None:
    """Return no link."""


class FileLinks(NamedTuple):
    """Access to files: their texts by vault path, and the percent-encoded URIs by which the editor knows them."""

    read: TextReader
    uri: Callable[[str], str]
    remote_images: bool = False
    """Whether images may be loaded from the web."""
    is_plain: bool = False
    """Whether the editor shows Markdown as a terminal does: its links can't be clicked, and all text has one size."""
    create: Callable[[str], str | None] = _create_nothing
    """Returns the URI of a link that creates the note at a vault path; None if the editor has no such links."""


def render(vault: Vault, note: Note, markdown: str, files: FileLinks, made: Mapping[str, str] = {}) -> str:
    """Return an excerpt of a note as Markdown whose links lead only to the web, to mail and to files of the vault.

    `made` has the URIs of destinations that are not the note's own.
    """
    from wikilsp.syntax.safe_markdown import LinkPolicy, sanitize  # noqa: PLC0415 - a server starts without its parser

    return sanitize(markdown, LinkPolicy(partial(_target, vault, note, files, made), files.remote_images))


def code(text: str) -> str:
    """Return Markdown that shows a name literally, on one line."""
    line = _one_line(text, _LONGEST_NAME)
    fence = "`" * max((len(run) + 1 for run in _BACKTICKS.findall(line)), default=1)
    return f"{fence} {line} {fence}" if not line or "`" in (line[0], line[-1]) else f"{fence}{line}{fence}"


def escape(text: str) -> str:
    """Return Markdown that shows a text literally, on one line, in text that `render` is still to sanitize."""
    return _SYNTAX.sub(r"\\\g<0>", _one_line(text, _LONGEST_NAME))


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table of texts, limited to its first rows; "" if there are no rows."""
    if not rows:
        return ""
    body = [[_cell(text) for text in row] for row in rows[:_MOST_ROWS]]
    if len(rows) > _MOST_ROWS:
        body.append(["…", *("" for _ in head[1:])])
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *body))


def inline(text: str) -> str:
    """Return Markdown that shows a text literally, on one line: as code if it has characters with a meaning."""
    line = _one_line(text, _LONGEST_CELL)
    return code(line) if _MEANING.search(_NESTED.sub("", line)) else line


def _cell(text: str) -> str:
    line = _one_line(text, _LONGEST_CELL)
    if not _MEANING.search(line):
        return line
    # Parsers disagree about a bar after a backslash, so each side becomes its own code span.
    return "\\|".join(code(piece).replace("|", "\\|") if piece else "" for piece in _BAR_AFTER_BACKSLASH.split(line))


def _one_line(text: str, longest: int) -> str:
    line = escape_name(" ".join(text[: 2 * longest].split()))
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def is_openable(url: str) -> bool:
    """Whether a URL in a note may be opened: only web and mail addresses, which run nothing."""
    return _WEB.fullmatch(url) is not None


def _target(vault: Vault, note: Note, files: FileLinks, made: Mapping[str, str], destination: str) -> str | None:
    """Return the target of a link if it may have one: a web or mail address, or the URI of a file of the vault."""
    if destination in made:
        return made[destination]
    if is_openable(destination):
        return destination
    path = unquote(destination.partition("#")[0])
    if is_external(path):
        return None
    target = vault.resolve_text(note, path, "link").target if path else note.path
    if target not in vault.notes and target not in vault.files:
        return None
    # Where it can't be clicked, a URI is only in the way.
    return destination if files.is_plain else files.uri(target)
