r"""A bar in a link is escaped outside a table.

## Why
Only in a table must the bar between target and label be written `\|`. Elsewhere the backslash is not needed, and
some programs take it for a part of the name. It mostly stays behind when a row is copied out of its table.

## Bad
    See [[escaped-pipe-outside-table\|the rule]].

## Good
    See [[escaped-pipe-outside-table|the rule]].
"""

from collections.abc import Iterator

from wikilsp.finding import Finding, Fix
from wikilsp.note import Note
from wikilsp.rule import Rule
from wikilsp.settings import Severity
from wikilsp.syntax.facts import Candidate
from wikilsp.text import Edit, Span
from wikilsp.vault.vault import Vault


def check(_vault: Vault, note: Note) -> Iterator[Finding]:
    """Report each bar that is escaped without need."""
    for candidate in note.facts.candidates:
        match candidate:
            case Candidate("escaped-pipe-outside-table", Span(backslash, end) as span):
                edit = Edit(Span(backslash, end - 1), "")
                fix = Fix("Remove the backslash", safe=True, edits={note.path: (edit,)})
                yield Finding(span, "outside a table the bar of a link needs no backslash", (fix,))


RULE = Rule("escaped-pipe-outside-table", Severity.HINT, __doc__, check)
