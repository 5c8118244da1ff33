"""Nested tag with an empty level.

## Why
A slash in a tag separates a level from the one below it: `#food/bread` is nested under `#food`. A slash at either end,
or two in a row, adds a level without a name, and apps list the result as a separate tag. Delete the extra slash.

## Bad
    #food//bread

## Good
    #food/bread
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
    """Report each tag with an extra slash."""
    for candidate in note.facts.candidates:
        match candidate:
            case Candidate("tag-empty-segment", span, name):
                repaired = "/".join(level for level in name.split("/") if level)
                # In front matter a tag may lack its “#”, so only the name is replaced.
                edit = note.edit(Span(span.end - len(name), span.end), repaired)
                fix = Fix(f"Replace with “#{repaired}”", safe=False, edits={note.path: (edit,)})
                yield Finding(span, f"tag “#{name}” has an empty level; write “#{repaired}”", (fix,))


RULE = Rule("tag-empty-segment", Severity.HINT, __doc__, check)
