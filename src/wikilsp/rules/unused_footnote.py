"""Footnote that nothing in the note refers to.

## Why
The apps do not show it, or show it without a place that it belongs to. Usually its reference was deleted or misspelled.
Footnotes belong to their note: a reference in another note does not count, not even where that note is embedded.

## Bad
    Nobody counted the dead.

    [^dikoetter]: Famine, chapter 37.

## Good
    Nobody counted the dead.[^dikoetter]

    [^dikoetter]: Famine, chapter 37.
"""

from collections.abc import Iterator

from wikilsp.finding import Finding
from wikilsp.note import Note
from wikilsp.rule import Rule
from wikilsp.settings import Severity
from wikilsp.vault.vault import Vault


def check(_vault: Vault, note: Note) -> Iterator[Finding]:
    """Report each definition without a reference."""
    for candidate in note.facts.candidates:
        if candidate.kind == RULE.code:
            yield Finding(candidate.span, f"footnote “[^{candidate.text}]” is not used; refer to it, or delete it")


RULE = Rule("unused-footnote", Severity.HINT, __doc__, check)
