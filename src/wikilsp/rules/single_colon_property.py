"""A property at the head of a note has one colon where it needs two.

## Why
In front matter a key ends in one colon; outside of it a property needs two, `key:: value`. With one colon, Dataview and
Logseq read plain text, and nothing says so. This is reported only in the first lines of a note without front matter,
and only where the lines around it are properties, or where the key is a usual one (`tags`, `aliases`, `type`, `up`) and
the value is nothing but links and tags: `Note: see below` stays prose.

Write the second colon, or move the line into front matter.

## Bad
    type:: #recipe
    tags: #bread

## Good
    type:: #recipe
    tags:: #bread
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
    """Report each line that would be a property with one colon more."""
    for candidate in note.facts.candidates:
        match candidate:
            case Candidate("single-colon-property", span, key, Span() as gap):
                # Unsafe whatever the evidence: the line may be prose all the same.
                fix = Fix("Add the second colon", safe=False, edits={note.path: (Edit(gap, ":"),)})
                yield Finding(span, f"“{key}:” is plain text here; a property is written “{key}:: value”", (fix,))


RULE = Rule("single-colon-property", Severity.WARNING, __doc__, check)
