r"""Unescaped pipe in a link inside a table.

## Why
In a table, every unescaped pipe starts a new cell, even inside a link. The link is split in two, and the row gets an
extra cell. Write `\|`.

A line directly below a table is another row of it. If such a line has no pipe outside of its links, it was meant to be
below the table: insert a blank line.

## Bad
    | year | event                    |
    | ---- | ------------------------ |
    | 1958 | [[unescaped-pipe-in-table|the leap]] |

    | year | event       |
    | ---- | ----------- |
    | 1958 | First event |
    ![[unescaped-pipe-in-table|300]]

## Good
    | year | event                    |
    | ---- | ------------------------ |
    | 1958 | [[unescaped-pipe-in-table\|the leap]] |

    | year | event       |
    | ---- | ----------- |
    | 1958 | First event |

    ![[unescaped-pipe-in-table|300]]
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
    """Report each link that is split by a pipe in a table. There is no fix for a line below a table in a quote."""
    for candidate in note.facts.candidates:
        match candidate:
            case Candidate("unescaped-pipe-in-table", span, "", below):
                fixes: tuple[Fix, ...] = ()
                if below:
                    edit = note.edit(below, note.facts.newline)
                    # Unsafe: the line may be a row whose other cells are left out.
                    fixes = (Fix("Insert blank line", safe=False, edits={note.path: (edit,)}),)
                message = (
                    "the table above includes this line, and its pipe splits this link; insert a blank line above it"
                )
                yield Finding(span, message, fixes)
            case Candidate("unescaped-pipe-in-table", span, escaped, Span() as pipes):
                fix = Fix("Escape pipe", safe=True, edits={note.path: (note.edit(pipes, escaped),)})
                yield Finding(span, "unescaped pipe splits this link into two table cells; write “\\|”", (fix,))


RULE = Rule("unescaped-pipe-in-table", Severity.WARNING, __doc__, check)
