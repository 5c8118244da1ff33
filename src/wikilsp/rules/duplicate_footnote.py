"""Footnote defined more than once in a note.

## Why
References show one of the definitions, and the other ones are lost. Ids that differ only in case are the same. Most
duplicates come from merging two notes. Change the id of the second definition, and the references that mean it.

## Bad
    The numbers differ.[^1] Nobody counted.[^1]

    [^1]: Tombstone, chapter 11.

    [^1]: Famine, chapter 37.

## Good
    The numbers differ.[^1] Nobody counted.[^2]

    [^1]: Tombstone, chapter 11.

    [^2]: Famine, chapter 37.
"""

from collections.abc import Iterator

from wikilsp.finding import Finding, Related
from wikilsp.note import Note
from wikilsp.rule import Rule
from wikilsp.settings import Severity
from wikilsp.vault.vault import Vault


def check(_vault: Vault, note: Note) -> Iterator[Finding]:
    """Report each definition of an id that is already defined."""
    for candidate in note.facts.candidates:
        if candidate.kind == RULE.code and candidate.at:
            mark = f"[^{candidate.text}]"
            related = Related(note.path, candidate.at, f"“{mark}” is first defined here")
            message = f"footnote “{mark}” is already defined in this note; choose another id"
            yield Finding(candidate.span, message, related=(related,))


RULE = Rule("duplicate-footnote", Severity.WARNING, __doc__, check)
