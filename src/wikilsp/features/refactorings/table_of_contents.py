"""Inserts a table of contents, a list of links to the headings below it, and updates it.

It is between two comments, so that it is found again; Marksman's comments are known as well.
"""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import partial
from typing import NamedTuple

from wikilsp.features.lines import line_content
from wikilsp.features.offers import Offer
from wikilsp.features.refactorings.retarget import write_fragment
from wikilsp.features.running_text import link_in_place_of
from wikilsp.note import Note
from wikilsp.syntax.facts import Heading, Link
from wikilsp.syntax.frontmatter import find_frontmatter
from wikilsp.text import Edit, Span
from wikilsp.vault.changes import Changes
from wikilsp.vault.vault import Vault

_KIND = "refactor.rewrite"
_LINE_END = r"(?:\r\n?|\n)"
_LINK = r"(?:\[\[[^\r\n\[\]]*#[^\r\n\[\]]*\]\]|\[(?>(?:\\[^\r\n]|[^\\\r\n\[\]])*)\]\(#[^\r\n()]*\))"
_TABLE = re.compile(
    rf"(?<![^\r\n])<!--[ \t]*toc(?::start)?[ \t]*-->[ \t]*{_LINE_END}"
    rf"(?P<list>(?>(?:(?:[ \t]*[-*+] {_LINK})?[ \t]*{_LINE_END})*))"
    r"<!--[ \t]*(?:tocstop|toc:end)[ \t]*-->",
    re.IGNORECASE,
)
"""A table with nothing but a list of links, so that an update destroys nothing else."""
_BULLET = re.compile(r"[ \t]*([-*+]) ")
_INDENT = re.compile(r"(?<![^\r\n])([ \t]+)[-*+] ")
_LINE = re.compile(rf"[^\r\n]*{_LINE_END}")
_BRACKET = re.compile(r"[\\\[\]]")
_FEWEST = 2
"""Headings below the cursor from which on a table is offered."""


class _Style(NamedTuple):
    """How a list is written."""

    bullet: str
    indent: str


def table_of_contents(vault: Vault, note: Note, text: str, span: Span) -> Iterator[Offer]:
    """Offer to insert a table of contents in the empty line of the cursor, or to update the one that it is in."""
    line = line_content(note, text, span.start)
    table = next((each for each in _TABLE.finditer(text) if each.start() <= span.start <= each.end()), None)
    place = Span(table.start(), table.start()) if table else line
    if text[slice(*place)] or not _is_in_prose(vault, note, text, place):
        return
    if table:
        edits = _update(vault, note, text, table)
        title = "Update the table of contents"
    else:
        items = _items(vault, note, line.end, _Style("-", _indent_of(text)))
        content = note.facts.newline.join(["<!-- toc -->", "", *items, "", "<!-- tocstop -->"])
        edits = (note.edit(line, content),) if len(items) >= _FEWEST else ()
        title = "Insert a table of contents"
    if edits:
        yield Offer(title, _KIND, partial(Changes, {note.path: edits}))


def _is_in_prose(vault: Vault, note: Note, text: str, place: Span) -> bool:
    front = find_frontmatter(text, note.facts.line_starts[0])
    if front and place.start < front[1]:
        return False
    return link_in_place_of(note, text, place, vault.settings.dialect) is not None


def _indent_of(text: str) -> str:
    """Return the indent of the first indented item of a text."""
    first = _INDENT.search(text)
    return "\t" if first and "\t" in first[1] else first[1] if first else "  "


def _update(vault: Vault, note: Note, text: str, table: re.Match[str]) -> tuple[Edit, ...]:
    """Return the edits of the lines of a table that are out of date."""
    span = Span(*table.span("list"))
    bullet = _BULLET.match(table["list"].lstrip("\r\n"))
    style = _Style(bullet[1] if bullet else "-", _indent_of(table["list"] if _INDENT.search(table["list"]) else text))
    before = _LINE.findall(table["list"])
    after = [f"{item}{note.facts.newline}" for item in _items(vault, note, table.end(), style)]
    edges = [at for at, line in enumerate(before) if line.strip()]
    first, last = (edges[0], edges[-1] + 1) if edges else (0, 0)
    starts = [span.start]
    for line in before:
        starts.append(starts[-1] + len(line))
    kept = [line.rstrip() for line in before[first:last]]
    changes = SequenceMatcher(None, kept, [line.rstrip() for line in after], autojunk=False).get_opcodes()
    return tuple(
        note.edit(Span(starts[first + start], starts[first + end]), "".join(after[new_start:new_end]))
        for tag, start, end, new_start, new_end in changes
        if tag != "equal"
    )


def _items(vault: Vault, note: Note, offset: int, style: _Style) -> list[str]:
    """Return the items for the headings below an offset, except those that no link can name."""
    headings = [heading for heading in note.facts.headings if heading.span.start >= offset]
    is_markdown = _uses_markdown_links(note)
    items = []
    outer: list[int] = []
    for heading in headings:
        while outer and outer[-1] >= heading.level:
            outer.pop()
        link = _link_text(vault, note, heading, is_markdown=is_markdown)
        if link:
            items.append(f"{style.indent * len(outer)}{style.bullet} {link}")
        outer.append(heading.level)
    return items


def _uses_markdown_links(note: Note) -> bool:
    kinds = {link.kind for link in note.links}
    return "link" in kinds and "wikilink" not in kinds


def _link_text(vault: Vault, note: Note, heading: Heading, *, is_markdown: bool) -> str | None:
    """Return a link to a heading of the same note that shows its text."""
    nowhere = Span(0, 0)
    fragment = write_fragment(vault, Link("link" if is_markdown else "wikilink", nowhere, "", nowhere), note, heading)
    if not fragment:
        return None
    if is_markdown:
        label = _BRACKET.sub(r"\\\g<0>", heading.visible)
        return f"[{label}](#{fragment})"
    label = heading.visible
    if fragment == label or _BRACKET.search(label) or "|" in label:
        return f"[[#{fragment}]]"
    parts = (label, f"#{fragment}") if vault.settings.dialect.label_order == "label-first" else (f"#{fragment}", label)
    return f"[[{'|'.join(parts)}]]"
