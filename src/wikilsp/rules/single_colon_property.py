"""Property with one colon instead of two.

## Why
In front matter, one colon ends a key; elsewhere, a property needs two: `key:: value`. With one colon, Dataview and
Logseq read plain text, without a warning. Only the first lines of a note without front matter are checked. A line is
reported only if the lines around it are properties, or if its key is a common one (`tags`, `aliases`, `type`, `up`) and
its value consists only of links and tags: `Note: see below` is prose.

Add the second colon, or move the line into front matter.

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
from wikilsp.text import Span
from wikilsp.vault.vault import Vault


def check(_vault: Vault, note: Note) -> Iterator[Finding]:
    """Report each line that one more colon would make a property."""
    for candidate in note.facts.candidates:
        match candidate:
            case Candidate("single-colon-property", span, key, Span() as gap):
                # Always unsafe: the line may still be prose.
                fix = Fix("Add second colon", safe=False, edits={note.path: (note.edit(gap, ":"),)})
                yield Finding(span, f"“{key}:” is plain text outside front matter; write “{key}:: value”", (fix,))


RULE = Rule("single-colon-property", Severity.WARNING, __doc__, check)
