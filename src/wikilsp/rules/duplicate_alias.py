"""Alias shared by several notes.

## Why
A link by that alias can lead to only one of them, and in a list of suggestions they look the same. Remove the alias
from all notes but one, or make each alias unique.

## Bad
    //- duplicate-alias.md
    ---
    aliases: [AI]
    ---
    //- Attestation of identity.md
    ---
    aliases: [AI]
    ---

## Good
    //- duplicate-alias.md
    ---
    aliases: [AI]
    ---
    //- Attestation of identity.md
    ---
    aliases: [AoI]
    ---
"""

from collections.abc import Iterator

from wikilsp.finding import Finding, Related
from wikilsp.note import Note
from wikilsp.rule import Rule
from wikilsp.settings import Severity
from wikilsp.vault.names import fold
from wikilsp.vault.vault import Vault


def check(vault: Vault, note: Note) -> Iterator[Finding]:
    """Report, in each note that has it, an alias that other notes share."""
    for alias in note.facts.aliases:
        others = [path for path in vault.alias_holders(alias.text) if path != note.path]
        if others:
            more = f" and {len(others) - 1} more" if len(others) > 1 else ""
            message = f"alias “{alias.text}” is shared with “{others[0]}”{more}; make it unique"
            related = tuple(place for path in others for place in _places(vault.notes[path], alias.text))
            yield Finding(alias.span, message, related=related)


def _places(holder: Note, alias: str) -> Iterator[Related]:
    for value in holder.facts.aliases:
        if fold(value.text) == fold(alias):
            yield Related(holder.path, value.span, f"“{value.text}” is an alias here as well")


RULE = Rule("duplicate-alias", Severity.INFO, __doc__, check)
