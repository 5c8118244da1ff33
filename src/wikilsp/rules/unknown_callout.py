"""Callout whose type looks misspelled.

## Why
Obsidian shows a callout of an unknown type as a plain note, without a word. Vaults may define types of their own, so
only a type that is one letter, or two swapped letters, away from a known type of four letters or more is reported.

## Bad
    > [!warnign] Contested
    > Historians disagree about the numbers.

## Good
    > [!warning] Contested
    > Historians disagree about the numbers.
"""

from collections.abc import Iterator

from wikilsp.finding import Finding, Fix
from wikilsp.note import Note
from wikilsp.rule import Rule
from wikilsp.settings import Severity
from wikilsp.syntax.callout_types import near_types
from wikilsp.syntax.facts import Candidate
from wikilsp.vault.vault import Vault
from wikilsp.wording import did_you_mean


def check(_vault: Vault, note: Note) -> Iterator[Finding]:
    """Report each type that may be misspelled."""
    for candidate in note.facts.candidates:
        if candidate.kind == RULE.code:
            names = [_in_case_of(candidate.text, name) for name in near_types(candidate.text)]
            message = f"unknown callout type “{candidate.text}”{did_you_mean(*names[:1])}"
            yield Finding(candidate.span, message, tuple(_fix(note, candidate, name) for name in names))


def _fix(note: Note, candidate: Candidate, name: str) -> Fix:
    # The vault may define the type, so only the user knows.
    edits = (note.edit(candidate.span, name),)
    return Fix(f"Replace with “{name}”", safe=False, edits={note.path: edits}, guess=True)


def _in_case_of(written: str, name: str) -> str:
    """Return a type in the case of the written one: `TIP` if that is in capitals, `Tip` if it starts with one."""
    return name.upper() if written.isupper() else name.capitalize() if written[:1].isupper() else name


RULE = Rule("unknown-callout", Severity.HINT, __doc__, check)
