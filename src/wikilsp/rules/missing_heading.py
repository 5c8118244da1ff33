"""A link names a heading that its note does not have.

## Why
The link opens the note at its top instead, and an embed of it shows nothing. Mostly the heading was reworded after
the link was written. Case and punctuation do not matter; `[[note#one#two]]` means “two” somewhere below “one”.

## Bad
    See [[#Sources]].

    # Source

## Good
    See [[#Sources]].

    # Sources
"""

from collections.abc import Iterator

from msgspec.structs import replace

from wikilsp.note import Note
from wikilsp.rule import Finding, Rule
from wikilsp.settings import Severity
from wikilsp.syntax.facts import Heading, Link
from wikilsp.targets import heading_text, name_of, note_behind, suggestion, wikilinks
from wikilsp.vault import Vault
from wikilsp.wording import did_you_mean


def check(vault: Vault, note: Note) -> Iterator[Finding]:
    """Report the first heading of each heading path that is not where the path says."""
    for link, found in wikilinks(vault, note):
        if link.headings and (target := note_behind(vault, link, found)) and not vault.heading(target, link):
            yield _finding(vault, note, link, target)


def _finding(vault: Vault, note: Note, link: Link, target: Note) -> Finding:
    above: Heading | None = None
    depth = 0
    while found := vault.heading(target, replace(link, headings=link.headings[: depth + 1])):
        above, depth = found, depth + 1
    wrong, span = link.headings[depth], link.heading_spans[depth]
    right = _nearest(vault, link, depth, target)
    place = f" below “{above.visible}”" if above else ""
    message = f"{name_of(note, target)} has no heading “{wrong}”{place}{did_you_mean(right)}"
    return Finding(span, message, suggestion(note, span, right))


def _nearest(vault: Vault, link: Link, depth: int, target: Note) -> str | None:
    """Give what to write for the heading at `depth` of the path, if it is found then."""
    near = vault.nearest_heading(target, link.headings[depth])
    if not near:
        return None
    text = heading_text(near)
    path = (*link.headings[:depth], text)
    return text if vault.heading(target, replace(link, headings=path)) else None


RULE = Rule("missing-heading", Severity.WARNING, __doc__, check)
