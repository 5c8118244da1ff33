"""A Markdown link names an anchor that its note does not have.

## Why
The link opens the note at its top instead. An anchor is a heading as GitHub writes it (`#great-leap-forward`), a
heading as it stands, a block id (`#^famine`), or the `id` of an HTML element.

## Bad
    See [the sources](#source).

    # Sources

## Good
    See [the sources](#sources).

    # Sources
"""

from collections.abc import Iterator

from wikilsp.finding import Finding
from wikilsp.note import Note
from wikilsp.rule import Rule
from wikilsp.settings import Severity
from wikilsp.syntax.facts import Link
from wikilsp.targets import file_links, name_of, note_behind, suggestions
from wikilsp.text import Span
from wikilsp.vault.vault import Vault
from wikilsp.wording import did_you_mean


def check(vault: Vault, note: Note) -> Iterator[Finding]:
    """Report each anchor that does not exist in the note it is looked for in."""
    for link, found in file_links(vault, note):
        if not link.headings and not link.block:
            continue
        target = note_behind(vault, link, found)
        if target and not vault.has_anchor(target, link):
            yield _finding(vault, note, link, target)


def _finding(vault: Vault, note: Note, link: Link, target: Note) -> Finding:
    anchor, span = _written(link)
    anchors = vault.inside(target).near_anchors(anchor)
    hint = did_you_mean(*(f"#{other}" for other in anchors[:1]))
    message = f"{name_of(note, target)} has no anchor “#{anchor}”{hint}"
    return Finding(span, message, suggestions(note, span, anchors))


def _written(link: Link) -> tuple[str, Span]:
    if link.block is not None and link.block_span:
        return f"^{link.block}", Span(link.block_span.start - 1, link.block_span.end)
    return link.headings[0], link.heading_spans[0]


RULE = Rule("missing-anchor", Severity.WARNING, __doc__, check)
