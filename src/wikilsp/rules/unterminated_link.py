r"""A `[[` is not closed on its line.

## Why
A link never goes on in the next line, so this one is plain text. Close it with `]]` where its name ends. If it is
meant as text, write it as code or escape the first bracket: `\[[`.

## Bad
    The plan failed, see [[famine

## Good
    The plan failed, see [[unterminated-link]]
"""

from collections.abc import Iterator

from wikilsp.finding import Finding
from wikilsp.note import Note
from wikilsp.rule import Rule
from wikilsp.settings import Severity
from wikilsp.syntax.facts import Candidate
from wikilsp.vault.vault import Vault


def check(_vault: Vault, note: Note) -> Iterator[Finding]:
    """Report each link that lacks its end; there is no fix, since nobody knows where its name ends."""
    for candidate in note.facts.candidates:
        match candidate:
            case Candidate("unterminated-link", span):
                yield Finding(span, "this “[[” is not closed on its line; write “]]” where the name ends")


RULE = Rule("unterminated-link", Severity.HINT, __doc__, check)
