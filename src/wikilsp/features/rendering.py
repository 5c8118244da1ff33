"""Renders names and excerpts of notes as inert Markdown for editors.

Names, headings, values and paths come from notes that anyone may have written, so only this module turns them into
Markdown.
"""

import re
from collections.abc import Callable, Sequence
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
_BAR_AFTER_BACKSLASH = re.compile(r"(?<=\\)\|")


class FileLinks(NamedTuple):
    """Access to files: their texts by vault path, and the percent-encoded URIs by which the editor knows them."""

    read: TextReader
    uri: Callable[[str], str]
    remote_images: bool = False
    """Whether images may be loaded from the web."""


def render(vault: Vault, note: Note, markdown: str, files: FileLinks) -> str:
    """Return an excerpt of a note as Markdown whose links lead only to the web, to mail and to files of the vault."""
    from wikilsp.syntax.safe_markdown import LinkPolicy, sanitize  # noqa: PLC0415 - a server starts without its parser

    return sanitize(markdown, LinkPolicy(partial(_target, vault, note, files), files.remote_images))


def code(text: str) -> str:
    """Return Markdown that shows a name literally, on one line."""
    line = _one_line(text, _LONGEST_NAME)
    fence = "`" * max((len(run) + 1 for run in _BACKTICKS.findall(line)), default=1)
    return f"{fence} {line} {fence}" if not line or "`" in (line[0], line[-1]) else f"{fence}{line}{fence}"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table of texts, limited to its first rows; "" if there are no rows."""
    if not rows:
        return ""
    body = [[_cell(text) for text in row] for row in rows[:_MOST_ROWS]]
    if len(rows) > _MOST_ROWS:
        body.append(["…", *("" for _ in head[1:])])
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *body))


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


def _target(vault: Vault, note: Note, files: FileLinks, destination: str) -> str | None:
    """Return the target of a link if it may have one: a web or mail address, or the URI of a file of the vault."""
    if is_openable(destination):
        return destination
    path = unquote(destination.partition("#")[0])
    if is_external(path):
        return None
    if not path:
        return files.uri(note.path)
    target = vault.resolve_text(note, path, "link").target
    return files.uri(target) if target in vault.notes or target in vault.files else None
