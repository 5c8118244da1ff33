r"""Link without a closing `]]`.

## Why
A link cannot continue on the next line, so an unclosed `[[` is plain text. Close it with `]]` after the target. If you
want the brackets themselves, write them as code, or escape the first one: `\[[`.

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
    """Report each `[[` without a `]]`. There is no fix, since the end of the target cannot be determined."""
    for candidate in note.facts.candidates:
        match candidate:
            case Candidate("unterminated-link", span):
                yield Finding(span, "unclosed “[[”; add “]]” on the same line")


RULE = Rule("unterminated-link", Severity.HINT, __doc__, check)
