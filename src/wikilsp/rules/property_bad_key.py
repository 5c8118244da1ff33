"""Property key with characters that are not allowed.

## Why
A key consists of letters of any script, digits, `_`, `-`, `/`, `.`, emoji, and single spaces between words; the setting
`properties.max-key-words` limits the number of words. If the key contains a comma or a bracket, Logseq reads the line
as text, and Dataview finds no key or a different one. Choose a simpler key. Only lines next to a property are reported.

## Bad
    author:: Lu Xun
    year(first):: 1921

## Good
    author:: Lu Xun
    first-year:: 1921
"""

from collections.abc import Iterator

from wikilsp.finding import Finding
from wikilsp.note import Note
from wikilsp.rule import Rule
from wikilsp.settings import Severity
from wikilsp.syntax.facts import Candidate
from wikilsp.vault.vault import Vault


def check(_vault: Vault, note: Note) -> Iterator[Finding]:
    """Report each line next to a property whose key has a character that keys cannot contain."""
    for candidate in note.facts.candidates:
        match candidate:
            case Candidate("property-bad-key", span, key):
                allowed = "letters, digits, single spaces, “_”, “-”, “/”, “.” and emoji"
                yield Finding(span, f"invalid property key “{key}”; use only {allowed}")


RULE = Rule("property-bad-key", Severity.INFO, __doc__, check)
