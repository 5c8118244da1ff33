r"""Escaped pipe in a link outside a table.

## Why
The pipe between target and label must be written as `\|` only inside a table. Elsewhere the backslash is unnecessary,
and some programs read it as part of the target. It usually remains when a row is copied out of its table.

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
from wikilsp.text import Span
from wikilsp.vault.vault import Vault


def check(_vault: Vault, note: Note) -> Iterator[Finding]:
    """Report each pipe that is escaped needlessly."""
    for candidate in note.facts.candidates:
        match candidate:
            case Candidate("escaped-pipe-outside-table", Span(backslash, end) as span):
                edit = note.edit(Span(backslash, end - 1), "")
                fix = Fix("Remove backslash", safe=True, edits={note.path: (edit,)})
                yield Finding(span, "escaped pipe in a link outside a table; remove the backslash", (fix,))


RULE = Rule("escaped-pipe-outside-table", Severity.HINT, __doc__, check)
