"""Inline property without a closing bracket.

## Why
Inside a sentence, a property is written in brackets, `[rating:: 9]`, and both brackets must be on the same line.
Without the second one, Dataview finds no property, and readers see the colons.

## Bad
    A long read [rating:: 9

## Good
    A long read [rating:: 9]
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
    """Report each bracket that opens a property and is not closed on its line."""
    for candidate in note.facts.candidates:
        match candidate:
            case Candidate("unclosed-inline-property", span, key, Span() as end):
                # Unsafe: the end of the value is a guess.
                fix = Fix("Add closing bracket", safe=False, edits={note.path: (note.edit(end, "]"),)})
                yield Finding(span, f"unclosed property “[{key}::”; add “]” on the same line", (fix,))


RULE = Rule("unclosed-inline-property", Severity.WARNING, __doc__, check)
