"""A line among properties has a value and no key.

## Why
A property is looked up by its key; a line that begins with `::` gives its value no name, so Dataview and Logseq have
nothing to offer it under. Write the key before the colons, or delete the line. Only a line that touches a property is
reported: `::` alone begins many other things.

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
    """Report each separator with nothing before it."""
    for candidate in note.facts.candidates:
        match candidate:
            case Candidate("property-empty-key", span):
                yield Finding(span, "“::” has no key before it")


RULE = Rule("property-empty-key", Severity.WARNING, __doc__, check)
