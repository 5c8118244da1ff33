"""A note is too large to be read.

## Why
Other notes can still link to it, but nothing inside it is checked: no link, no property, no heading. Split the note,
leave it out with the setting `exclude`, or raise the setting `files.max-size`.

## Bad
    //- large-note.md (6 MB)

## Good
    //- large-note.md (4 MB)
"""

from collections.abc import Iterator

from wikilsp.finding import Finding
from wikilsp.note import Note
from wikilsp.rule import Rule
from wikilsp.settings import Severity
from wikilsp.text import Span
from wikilsp.vault.vault import Vault


def check(vault: Vault, note: Note) -> Iterator[Finding]:
    """Report at its first character a note that is known by its name only."""
    if note.oversize is not None:
        sizes = f"it has {note.oversize:,} bytes, and “files.max-size” is {vault.settings.max_size:,}"
        yield Finding(Span(0, 0), f"this note is too large to be read: {sizes}")


RULE = Rule("large-note", Severity.WARNING, __doc__, check)
