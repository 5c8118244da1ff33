"""A line among properties has a key that cannot be one.

## Why
A key is made of letters of any script, digits, `_`, `-`, `/`, `.`, emoji, and single spaces between a few words; the
setting `properties.max-key-words` says how many. With a comma or a bracket in it, Logseq reads the line as text, and
Dataview may find no key or another one. Choose a plainer key. Only a line that touches a property is reported.

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
    """Report each near property whose key has a character that no key may have."""
    for candidate in note.facts.candidates:
        match candidate:
            case Candidate("property-bad-key", span, key):
                yield Finding(
                    span, f"“{key}” cannot be a key; use letters, digits, single spaces, “_”, “-”, “/”, “.” or emoji"
                )


RULE = Rule("property-bad-key", Severity.INFO, __doc__, check)
