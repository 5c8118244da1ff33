r"""Unescaped pipe in a link inside a table.

## Why
In a table, every unescaped pipe starts a new cell, even inside a link. The link is split in two, and the row gets an
extra cell. Write `\|`.

## Bad
    | year | event                    |
    | ---- | ------------------------ |
    | 1958 | [[unescaped-pipe-in-table|the leap]] |

## Good
    | year | event                    |
    | ---- | ------------------------ |
    | 1958 | [[unescaped-pipe-in-table\|the leap]] |
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
    """Report each link that is split by a pipe in a table."""
    for candidate in note.facts.candidates:
        match candidate:
            case Candidate("unescaped-pipe-in-table", span, escaped, Span() as pipes):
                fix = Fix("Escape pipe", safe=True, edits={note.path: (note.edit(pipes, escaped),)})
                yield Finding(span, "unescaped pipe splits this link into two table cells; write “\\|”", (fix,))


RULE = Rule("unescaped-pipe-in-table", Severity.WARNING, __doc__, check)
