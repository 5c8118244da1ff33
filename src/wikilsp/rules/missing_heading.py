"""Link to a heading that does not exist.

## Why
The link opens the top of the note instead, and an embed shows nothing. Usually the heading was reworded after the link
was written. Case and punctuation are ignored; `[[note#one#two]]` means “two” somewhere below “one”.

## Bad
    See [[#Sources]].

    # Source

## Good
    See [[#Sources]].

    # Sources
"""

from collections.abc import Iterator
from functools import partial

from wikilsp.finding import Finding
from wikilsp.note import Note
from wikilsp.rule import Rule
from wikilsp.settings import Severity
from wikilsp.suggestions import Similar, best_name, block_named, overwrite, similar_fragments, suggestions
from wikilsp.syntax.facts import Heading, Link
from wikilsp.targets import describe_note, link_heading, note_without, wikilinks
from wikilsp.vault.fragments import Fragments
from wikilsp.vault.vault import Vault
from wikilsp.wording import did_you_mean


def check(vault: Vault, note: Note) -> Iterator[Finding]:
    """Report the first heading of each heading path that cannot be found."""
    for link, resolution in wikilinks(vault, note):
        target = note_without(vault, link, resolution, "heading") if link.headings else None
        if target:
            yield _finding(vault, note, link, target)


def _finding(vault: Vault, note: Note, link: Link, target: Note) -> Finding:
    parent: Heading | None = None
    depth = 0
    while heading := vault.fragments(target).heading(link.headings[: depth + 1]):
        parent, depth = heading, depth + 1
    wrong, span = link.headings[depth], link.heading_spans[depth]
    is_last = depth == len(link.headings) - 1 and link.block is None
    if is_last and (block := block_named(vault, target, wrong)):
        similar = [Similar(block, is_sure=True)]
    else:
        similar = similar_fragments(wrong, _similar_headings(vault.fragments(target), link, depth))
    place = f"below “{parent.visible}” in" if parent and not vault.fragments(target).has_ranges else "in"
    message = (
        f"heading “{wrong}” not found {place} {describe_note(vault, note, target)}{did_you_mean(best_name(similar))}"
    )
    return Finding(span, message, suggestions(note, similar, partial(overwrite, note, span)))


def _similar_headings(fragments: Fragments, link: Link, depth: int) -> Iterator[str]:
    """Yield texts that make the heading at `depth` of the path resolve, best first."""
    for heading in fragments.near_headings(link.headings[depth]):
        text = link_heading(fragments, heading)
        if fragments.heading((*link.headings[:depth], text)):
            yield text


RULE = Rule("missing-heading", Severity.WARNING, __doc__, check, about=("wikilinks with a fragment",))
