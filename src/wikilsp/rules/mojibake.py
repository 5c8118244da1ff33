"""Some characters are others that were decoded wrongly.

## Why
A dash, a curly quote or an accented letter takes several bytes in UTF-8. A program that takes these bytes for
Windows-1252 shows two or three odd characters instead, and when the note is saved they stay. Text copied from an old
page or an old export often has them. Replace them, and look for more of the kind near by: one wrong program touches a
whole note.

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
from wikilsp.text import Edit
from wikilsp.vault.vault import Vault


def check(_vault: Vault, note: Note) -> Iterator[Finding]:
    """Report each run of wrong characters with the right ones."""
    for candidate in note.facts.candidates:
        match candidate:
            case Candidate("mojibake", span, right):
                fix = Fix(f"Write “{right}”", safe=False, edits={note.path: (Edit(span, right),)})
                wrong = _misread(right, span.end - span.start)
                yield Finding(span, f"“{wrong}” is “{right}” decoded wrongly", (fix,))


def _misread(text: str, length: int) -> str:
    """Give what Windows-1252 makes of the text's bytes in UTF-8, again and again until it is `length` long."""
    while len(text) < length and not text.isascii():
        # The five bytes that Windows-1252 leaves undefined stay what they are.
        text = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in text.encode())
    return text


RULE = Rule("mojibake", Severity.HINT, __doc__, check)
