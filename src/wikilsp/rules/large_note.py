"""Note too large to check.

## Why
Other notes can still link to it, but nothing in it is checked: no links, properties or headings. Split the note,
exclude it with the setting `exclude`, or raise the setting `files.max-size`.

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
    """Report, at its beginning, a note that was not read because of its size."""
    if note.oversize is not None:
        remedy = f"split it, or raise “files.max-size” ({vault.settings.max_size:,})"
        yield Finding(Span(0, 0), f"note is too large to check ({note.oversize:,} bytes); {remedy}")


RULE = Rule("large-note", Severity.WARNING, __doc__, check)
