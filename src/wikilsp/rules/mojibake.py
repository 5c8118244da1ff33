"""Garbled characters (mojibake) from a wrong encoding.

## Why
In UTF-8, a dash, a curly quote or an accented letter takes several bytes. A program that reads these bytes as
Windows-1252 shows two or three odd characters instead, and saving the note makes them permanent. Text copied from old
pages and exports often contains them. Replace them, and check the rest of the note: the same program has usually
garbled all of it.

## Bad
    The winter of 1959 â€” the worst of them

## Good
    The winter of 1959 — the worst of them
"""

from collections.abc import Iterator

from wikilsp.finding import Finding, Fix
from wikilsp.note import Note
from wikilsp.rule import Rule
from wikilsp.settings import Severity
from wikilsp.syntax.facts import Candidate
from wikilsp.vault.vault import Vault


def check(_vault: Vault, note: Note) -> Iterator[Finding]:
    """Report each run of garbled characters, with the original text as the fix."""
    for candidate in note.facts.candidates:
        match candidate:
            case Candidate("mojibake", span, original):
                fix = Fix(f"Replace with “{original}”", safe=False, edits={note.path: (note.edit(span, original),)})
                garbled = _garble(original, span.end - span.start)
                yield Finding(span, f"garbled text “{garbled}”; write “{original}”", (fix,), subject=garbled)


def _garble(text: str, length: int) -> str:
    """Decode the UTF-8 bytes of `text` as Windows-1252, repeatedly, until it has `length` code points."""
    while len(text) < length and not text.isascii():
        # Windows-1252 leaves five bytes undefined; they become the control characters with the same code.
        text = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in text.encode())
    return text


RULE = Rule("mojibake", Severity.HINT, __doc__, check)
