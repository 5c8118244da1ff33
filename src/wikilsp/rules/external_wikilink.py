"""Wikilink to a URL.

## Why
Double brackets link to notes. Obsidian takes the URL for the name of a note that does not exist, and creates that note
when you click the link. Write `<https://...>` or `[label](https://...)` instead.

## Bad
    See [[https://example.org]].

## Good
    See <https://example.org>.
"""

import re
from collections.abc import Iterator

from wikilsp.finding import Finding, Fix
from wikilsp.note import Note
from wikilsp.rule import Rule
from wikilsp.settings import Severity
from wikilsp.syntax.facts import Link
from wikilsp.targets import wikilinks
from wikilsp.text import Span
from wikilsp.vault.vault import Vault

_AUTOLINK = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]+")


def check(vault: Vault, note: Note) -> Iterator[Finding]:
    """Report each wikilink whose target is a URL."""
    for link, resolution in wikilinks(vault, note):
        if resolution.how == "external":
            message = f"“{link.path}” is a URL, not a note; write a Markdown link instead"
            yield Finding(link.span, message, tuple(_fixes(note, link)))


def _fixes(note: Note, link: Link) -> Iterator[Fix]:
    if link.kind == "wikilink" and link.label is None and _AUTOLINK.fullmatch(link.path):
        start, end = link.span
        edits = (note.edit(Span(start, start + 2), "<"), note.edit(Span(end - 2, end), ">"))
        yield Fix("Replace “[[…]]” with “<…>”", safe=False, edits={note.path: edits})


RULE = Rule("external-wikilink", Severity.HINT, __doc__, check, about=("wikilinks to a URL",))
