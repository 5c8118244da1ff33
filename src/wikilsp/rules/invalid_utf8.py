"""A note is not valid UTF-8.

## Why
Every program that reads notes expects UTF-8. Others show `�` for the bytes that they cannot read, and may write that
back: then the letters are lost. Save the note as UTF-8. Until then wikilsp changes nothing in it.

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
    """Report the first bytes of a note that are not UTF-8."""
    if note.undecodable is not None:
        yield Finding(note.undecodable, "these bytes are not UTF-8; save the note as UTF-8")


RULE = Rule("invalid-utf8", Severity.ERROR, __doc__, check)
