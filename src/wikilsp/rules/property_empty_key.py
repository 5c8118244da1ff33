"""Property without a key.

## Why
Properties are looked up by key. A line that starts with `::` has none, so Dataview and Logseq cannot find its value.
Write a key before the colons, or delete the line. Only lines next to a property are reported, since `::` has many other
uses.

## Bad
    author:: Lu Xun
    :: 1921

## Good
    author:: Lu Xun
    year:: 1921
"""

from collections.abc import Iterator

from wikilsp.finding import Finding
from wikilsp.note import Note
from wikilsp.rule import Rule
from wikilsp.settings import Severity
from wikilsp.syntax.facts import Candidate
from wikilsp.vault.vault import Vault


def check(_vault: Vault, note: Note) -> Iterator[Finding]:
    """Report each `::` without a key before it."""
    for candidate in note.facts.candidates:
        match candidate:
            case Candidate("property-empty-key", span):
                yield Finding(span, "property has no key; write one before “::”")


RULE = Rule("property-empty-key", Severity.WARNING, __doc__, check)
