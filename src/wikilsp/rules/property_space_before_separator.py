"""A space stands between a property's key and its `::`.

## Why
Dataview reads `key :: value` as a property; Logseq reads it as text. With `key:: value` both agree.

It is reported where the line touches a property, or where its value is nothing but links and tags. Elsewhere `x :: xs`
is most likely code, and is left alone.

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
from wikilsp.text import Edit, Span
from wikilsp.vault.vault import Vault


def check(_vault: Vault, note: Note) -> Iterator[Finding]:
    """Report each near property whose key and separator stand apart."""
    for candidate in note.facts.candidates:
        match candidate:
            case Candidate("property-space-before-separator", span, key, Span() as gap, sure):
                fix = Fix(f"Write “{key}:: ”", safe=sure, edits={note.path: (Edit(gap, ":: "),)})
                yield Finding(span, f"“{key} ::” is not a property everywhere; write “{key}:: ”", (fix,))


RULE = Rule("property-space-before-separator", Severity.WARNING, __doc__, check)
