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
from itertools import islice

from wikilsp.finding import MOST_LISTED, Finding, Related, count_more
from wikilsp.note import Note
from wikilsp.rule import Rule
from wikilsp.settings import Severity
from wikilsp.vault.names import fold
from wikilsp.vault.vault import Vault


def check(vault: Vault, note: Note) -> Iterator[Finding]:
    """Report, in each note that has it, an alias that other notes share."""
    for alias in note.facts.aliases:
        holders = vault.registry.alias_holders(alias.text)
        number = len(holders) - 1
        if number > 0:
            # The vault may have thousands of others, and each of them reports the alias.
            others = list(islice((path for path in holders if path != note.path), MOST_LISTED))
            more = f" and {count_more(number - 1)}" if number > 1 else ""
            message = f"alias “{alias.text}” is shared with “{others[0]}”{more}; make it unique"
            related = tuple(place for path in others for place in _place(vault, path, alias.text))
            yield Finding(alias.span, message, related=related)


def _place(vault: Vault, path: str, alias: str) -> Iterator[Related]:
    value = vault.fragments(vault.notes[path]).alias(fold(alias))
    if value:
        yield Related(path, value.span, f"“{value.text}” is an alias here as well")


RULE = Rule("duplicate-alias", Severity.INFO, __doc__, check, about=("aliases",))
