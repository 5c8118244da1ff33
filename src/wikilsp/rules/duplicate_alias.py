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
from itertools import islice

from wikilsp.finding import MOST_LISTED, Finding, Related, and_more
from wikilsp.note import Note
from wikilsp.rule import Rule
from wikilsp.settings import Severity
from wikilsp.vault.names import fold
from wikilsp.vault.vault import Vault


def check(vault: Vault, note: Note) -> Iterator[Finding]:
    """Report at each holder an alias that other notes have too."""
    for alias in note.facts.aliases:
        holders = vault.alias_holders(alias.text)
        number = len(holders) - 1
        if number > 0:
            # The vault may have thousands of others, and each of them reports the alias.
            others = list(islice((path for path in holders if path != note.path), MOST_LISTED))
            more = f" and of {number - 1:,} more" if number > 1 else ""
            message = and_more(f"“{alias.text}” is an alias of “{others[0]}”{more} as well", number)
            related = tuple(place for path in others for place in _place(vault, path, alias.text))
            yield Finding(alias.span, message, related=related)


def _place(vault: Vault, path: str, alias: str) -> Iterator[Related]:
    value = vault.inside(vault.notes[path]).alias(fold(alias))
    if value:
        yield Related(path, value.span, f"the alias “{value.text}” here")


RULE = Rule("duplicate-alias", Severity.INFO, __doc__, check)
