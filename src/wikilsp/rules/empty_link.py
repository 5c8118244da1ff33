"""A link names nothing.

## Why
`[[]]` leads nowhere: no program opens a note for it. It is mostly the rest of a link that was never finished.

## Bad
    See [[]].

## Good
    See [[empty-link]].
"""

from collections.abc import Iterator

from wikilsp.finding import Finding
from wikilsp.note import Note
from wikilsp.rule import Rule
from wikilsp.settings import Severity
from wikilsp.syntax.facts import Candidate
from wikilsp.vault.vault import Vault


def check(_vault: Vault, note: Note) -> Iterator[Finding]:
    """Report each link without a target; there is no fix, since only its writer knows what it was to name."""
    for candidate in note.facts.candidates:
        match candidate:
            case Candidate("empty-link", span):
                yield Finding(span, "this link names no note; write its name between the brackets")


RULE = Rule("empty-link", Severity.INFO, __doc__, check)
