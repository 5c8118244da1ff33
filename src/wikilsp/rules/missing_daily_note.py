"""Link to a daily note that does not exist.

## Why
A date is often linked to before its note is written, or without any intention to write it, so this is reported apart
from other missing notes. Comments and `per-file-ignores` for `missing-note` silence it, too. How daily notes are named
is read from the settings of the app, unless the settings under `daily-notes` say so.

## Bad
    Written on [[2024-02-29]].

## Good
    //- missing-daily-note.md
    Written on [[2024-02-29]].
    //- 2024-02-29.md
"""

from collections.abc import Iterator

from wikilsp.finding import Finding, Fix
from wikilsp.note import Note
from wikilsp.rule import Rule
from wikilsp.settings import Severity
from wikilsp.targets import missing_daily_notes
from wikilsp.vault.names import fold
from wikilsp.vault.vault import Vault


def check(vault: Vault, note: Note) -> Iterator[Finding]:
    """Report each wikilink that matches no note, and whose target is a date in a format of daily notes."""
    for link, name in missing_daily_notes(vault, note):
        new = vault.new_note_path(note, link.path)
        fixes = (Fix(f"Create note “{new}”", safe=False, create=(new,)),) if new else ()
        yield Finding(link.path_span, f"daily note “{link.path}” not found", fixes, subject=fold(name))


RULE = Rule(
    "missing-daily-note",
    Severity.INFO,
    __doc__,
    check,
    about=("wikilinks to no note",),
    covered_by="missing-note",
)
