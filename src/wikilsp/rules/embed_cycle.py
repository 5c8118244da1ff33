"""Embed that leads back to itself.

## Why
What it shows contains the embed again, directly or through further embeds. The apps stop at some depth, and show the
same text several times until then. Only the embedded part counts: a note may embed one of its own sections elsewhere.

## Bad
    //- embed-cycle.md
    ![[Famine]]
    //- Famine.md
    ![[embed-cycle]]

## Good
    //- embed-cycle.md
    ![[Famine#Causes]]
    //- Famine.md
    # Causes
    # See also
    ![[embed-cycle]]
"""

from collections.abc import Iterator

from wikilsp.finding import Finding
from wikilsp.note import Note
from wikilsp.rule import Rule
from wikilsp.settings import Severity
from wikilsp.targets import fragment_text
from wikilsp.vault.vault import Vault


def check(vault: Vault, note: Note) -> Iterator[Finding]:
    """Report each embed on a cycle."""
    for link in vault.cyclic_embeds(note):
        fragment = f"#{fragment_text(link)}" if link.headings or link.block else ""
        yield Finding(link.span, f"embed of “{link.path}{fragment}” leads back to itself; embed less, or link to it")


RULE = Rule("embed-cycle", Severity.WARNING, __doc__, check, about=("embeds of notes",))
