r"""A bar inside a link ends the table cell.

## Why
In a table every bar that is not escaped begins a new cell, even between the brackets of a link. The link falls into
two halves, and the row has a cell too many. Write `\|`.

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
from wikilsp.text import Edit, Span
from wikilsp.vault.vault import Vault


def check(_vault: Vault, note: Note) -> Iterator[Finding]:
    """Report each link that a table's bar cuts in two."""
    for candidate in note.facts.candidates:
        match candidate:
            case Candidate("unescaped-pipe-in-table", span, escaped, Span() as bars):
                fix = Fix("Escape the bar", safe=True, edits={note.path: (Edit(bars, escaped),)})
                yield Finding(span, "the bar ends the table cell inside this link; write “\\|”", (fix,))


RULE = Rule("unescaped-pipe-in-table", Severity.WARNING, __doc__, check)
