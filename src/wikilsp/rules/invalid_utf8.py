"""Note that is not valid UTF-8.

## Why
Programs that read notes expect UTF-8. Many show `�` for bytes that they cannot decode; if they then save the note, the
original characters are lost. Save the note as UTF-8. Until then, wikilsp does not edit it.

## Bad
    Caf� culture in Shanghai

## Good
    Café culture in Shanghai
"""

from collections.abc import Iterator

from wikilsp.finding import Finding
from wikilsp.note import Note
from wikilsp.rule import Rule
from wikilsp.settings import Severity
from wikilsp.vault.vault import Vault


def check(_vault: Vault, note: Note) -> Iterator[Finding]:
    """Report the first bytes of a note that are not valid UTF-8."""
    if note.undecodable is not None:
        yield Finding(note.undecodable, "note is not valid UTF-8; save it as UTF-8")


RULE = Rule("invalid-utf8", Severity.ERROR, __doc__, check, about=("bytes that are not UTF-8",))
