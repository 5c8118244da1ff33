"""Markdown link to an anchor that does not exist.

## Why
The link opens the top of the note instead. An anchor is a heading in GitHub's form (`#great-leap-forward`), the text of
a heading, a block id (`#^famine`), a footnote (`#fn:yang`), or the `id` of an HTML element.

## Bad
    See [the sources](#source).

    # Sources

## Good
    See [the sources](#sources).

    # Sources
"""

from collections.abc import Iterator
from functools import partial

from wikilsp.finding import Finding
from wikilsp.note import Note
from wikilsp.rule import Rule
from wikilsp.settings import Severity
from wikilsp.suggestions import Similar, block_named, overwrite, similar_fragments, suggestions
from wikilsp.syntax.facts import Link
from wikilsp.targets import describe_note, file_links, note_without
from wikilsp.text import Span
from wikilsp.vault.vault import Vault
from wikilsp.wording import did_you_mean


def check(vault: Vault, note: Note) -> Iterator[Finding]:
    """Report each anchor that the note it links to does not have."""
    for link, resolution in file_links(vault, note):
        if not link.headings and not link.block:
            continue
        target = note_without(vault, link, resolution, "anchor")
        if target:
            yield _finding(vault, note, link, target)


def _finding(vault: Vault, note: Note, link: Link, target: Note) -> Finding:
    anchor, span = _anchor_of(link)
    similar = similar_fragments(anchor, vault.fragments(target).near_anchors(anchor))
    if not link.block and (block := block_named(vault, target, anchor)):
        similar = [Similar(block, is_sure=True)]
    hint = did_you_mean(*(f"#{other.name}" for other in similar[:1]))
    message = f"anchor “#{anchor}” not found in {describe_note(vault, note, target)}{hint}"
    return Finding(span, message, suggestions(note, similar, partial(overwrite, note, span)))


def _anchor_of(link: Link) -> tuple[str, Span]:
    if link.block is not None and link.block_span:
        return f"^{link.block}", Span(link.block_span.start - 1, link.block_span.end)
    return link.headings[0], link.heading_spans[0]


RULE = Rule("missing-anchor", Severity.WARNING, __doc__, check, about=("links with an anchor",))
