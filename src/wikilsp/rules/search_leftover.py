"""Unfinished search in a link: `[[^^...]]` or `[[##...]]`.

## Why
While you type, `[[##` searches the vault for headings and `[[^^` for blocks, and choosing a result replaces the search
with a link. In this link no result was chosen, so no program can follow it.

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
from wikilsp.syntax.facts import Candidate
from wikilsp.vault.vault import Vault


def check(_vault: Vault, note: Note) -> Iterator[Finding]:
    """Report each link that is a search. There is no fix, since only the user knows what to link to."""
    for candidate in note.facts.candidates:
        match candidate:
            case Candidate("search-leftover", span, search):
                yield Finding(span, f"“{search}” is an unfinished search; replace it with the name of a note")


RULE = Rule("search-leftover", Severity.HINT, __doc__, check)
