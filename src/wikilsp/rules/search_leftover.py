"""Unfinished search in a link: `[[^^...]]` or `[[##...]]`.

## Why
While you type, `[[##` searches the vault for headings and `[[^^` for blocks, and choosing a result replaces the search
with a link. In this link no result was chosen, so no program can follow it. `[[##...]]` with a heading
of its own note is a link to that heading.

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
from wikilsp.vault.vault import Vault


def check(vault: Vault, note: Note) -> Iterator[Finding]:
    """Report each link that is a search. There is no fix, since only the user knows what to link to."""
    found = [candidate for candidate in note.facts.candidates if candidate.kind == "search-leftover"]
    headings = {link.span: link.headings for link in note.facts.links} if found else {}
    for candidate in found:
        if not vault.fragments(note).heading(headings.get(candidate.span, ())):
            message = f"“{candidate.text}” is an unfinished search; replace it with the name of a note"
            yield Finding(candidate.span, message)


RULE = Rule("search-leftover", Severity.HINT, __doc__, check)
