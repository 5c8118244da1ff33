"""Several notes have the same alias.

## Why
A link by that alias can lead to only one of them, and a reader who is offered both cannot tell them apart. Take the
alias from one note, or make the two different.

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
    """Report at each holder an alias that other notes have too."""
    for alias in note.facts.aliases:
        others = [path for path in vault.alias_holders(alias.text) if path != note.path]
        if others:
            more = f" and of {len(others) - 1} more" if len(others) > 1 else ""
            message = f"“{alias.text}” is an alias of “{others[0]}”{more} as well"
            related = tuple(place for path in others for place in _places(vault.notes[path], alias.text))
            yield Finding(alias.span, message, related=related)


def _places(holder: Note, alias: str) -> Iterator[Related]:
    for value in holder.facts.aliases:
        if fold(value.text) == fold(alias):
            yield Related(holder.path, value.span, f"the alias “{value.text}” here")


RULE = Rule("duplicate-alias", Severity.INFO, __doc__, check)
