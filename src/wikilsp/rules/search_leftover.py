"""Unfinished search in a link: `[[^^...]]` or `[[##...]]`.

## Why
While you type, `[[##` searches the vault for headings and `[[^^` for blocks, and choosing a result replaces the search
with a link. In this link no result was chosen, so no program can follow it. `[[##...]]` with a heading or block
of its own note is a link to that.

## Bad
    See [[##great leap]].

## Good
    See [[search-leftover]].
"""

from collections.abc import Iterator

from wikilsp.finding import Finding
from wikilsp.note import Note
from wikilsp.rule import Rule
from wikilsp.settings import Severity
from wikilsp.syntax.facts import Link
from wikilsp.vault.fragments import Fragments
from wikilsp.vault.vault import Vault


def check(vault: Vault, note: Note) -> Iterator[Finding]:
    """Report each link that is a search. There is no fix, since only the user knows what to link to."""
    found = [candidate for candidate in note.facts.candidates if candidate.kind == "search-leftover"]
    links = {link.span: link for link in note.facts.links} if found else {}
    for candidate in found:
        link = links.get(candidate.span)
        if not (link and _is_found(vault.fragments(note), link)):
            message = f"“{candidate.text}” is an unfinished search; replace it with the name of a note"
            yield Finding(candidate.span, message)


def _is_found(fragments: Fragments, link: Link) -> bool:
    """Whether the note itself has the heading and the block that come after `##`."""
    has_headings = not link.headings or fragments.heading(link.headings) is not None
    has_block = link.block is None or fragments.block(link.block) is not None
    return bool(link.headings or link.block) and has_headings and has_block


RULE = Rule("search-leftover", Severity.HINT, __doc__, check)
