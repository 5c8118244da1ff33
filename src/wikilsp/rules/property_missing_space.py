"""A property has no space after its `::`.

## Why
Dataview reads `key::value` as a property; Logseq reads it as text. With a space after the colons both agree.

It is reported where the line touches a property, or where its value is nothing but links and tags. Elsewhere
`std::vector` is most likely code, and is left alone.

## Bad
    author:: Lu Xun
    year::1921

## Good
    author:: Lu Xun
    year:: 1921
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
    """Report each near property whose separator and value touch."""
    for candidate in note.facts.candidates:
        match candidate:
            case Candidate("property-missing-space", span, key, Span() as gap, sure):
                fix = Fix("Insert a space", safe=sure, edits={note.path: (Edit(gap, " "),)})
                yield Finding(span, f"“{key}::” needs a space after it to be a property", (fix,))


RULE = Rule("property-missing-space", Severity.WARNING, __doc__, check)
