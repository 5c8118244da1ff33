"""Space before `::` in a property.

## Why
Dataview reads `key :: value` as a property; Logseq reads it as text. Both read `key:: value` as a property.

A line is reported only if it is next to a property, or if its value consists only of links and tags. Elsewhere,
`x :: xs` is most likely code.

## Bad
    author:: Lu Xun
    year :: 1921

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
from wikilsp.text import Span
from wikilsp.vault.vault import Vault


def check(_vault: Vault, note: Note) -> Iterator[Finding]:
    """Report each likely property with a space before its separator."""
    for candidate in note.facts.candidates:
        match candidate:
            case Candidate("property-space-before-separator", span, key, Span() as gap, sure):
                fix = Fix(f"Replace with “{key}:: ”", safe=sure, edits={note.path: (note.edit(gap, ":: "),)})
                yield Finding(span, f"unexpected space before “::” in property “{key}”; write “{key}:: value”", (fix,))


RULE = Rule("property-space-before-separator", Severity.WARNING, __doc__, check)
