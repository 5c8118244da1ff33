"""A link still holds a search: `[[^^...]]` or `[[##...]]`.

## Why
While you type, `[[##` looks for a heading and `[[^^` for a block in the whole vault; choosing one replaces the search
by a link. This one was left before anything was chosen, and no program follows it.

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
    """Report each link that is a search; there is no fix, since only its writer knows what it was to find."""
    for candidate in note.facts.candidates:
        match candidate:
            case Candidate("search-leftover", span, search):
                yield Finding(span, f"“{search}” is a search, not a link; name the note it was to find")


RULE = Rule("search-leftover", Severity.HINT, __doc__, check)
