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

from wikilsp.finding import Finding
from wikilsp.note import Note
from wikilsp.rule import Rule
from wikilsp.settings import Severity
from wikilsp.syntax.facts import Heading, Link
from wikilsp.targets import heading_text, name_of, note_behind, suggestions, wikilinks
from wikilsp.vault.vault import Vault
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
    near = list(_near(vault, link, depth, target))
    place = f" below “{above.visible}”" if above else ""
    message = f"{name_of(note, target)} has no heading “{wrong}”{place}{did_you_mean(*near[:1])}"
    return Finding(span, message, suggestions(note, span, near))


def _near(vault: Vault, link: Link, depth: int, target: Note) -> Iterator[str]:
    """Give what may be written for the heading at `depth` of the path, so that it is found then."""
    for near in vault.near_headings(target, link.headings[depth]):
        text = heading_text(near)
        if vault.heading(target, replace(link, headings=(*link.headings[:depth], text))):
            yield text


RULE = Rule("missing-heading", Severity.WARNING, __doc__, check)
