"""A property stands twice as a `key::` line of one page or of one list item.

## Why
Dataview makes a list of both values; Logseq keeps the last one only. If a list is meant, one line with commas says it
to both. Keys that differ only in case, or in a space where the other has `-` or `_`, are the same key.

## Bad
    author:: Lu Xun
    author:: Zhou Shuren

## Good
    author:: "Lu Xun", "Zhou Shuren"
"""

from collections.abc import Iterator

from wikilsp.finding import Finding, Related
from wikilsp.note import Note
from wikilsp.rule import Rule
from wikilsp.settings import Severity
from wikilsp.syntax.facts import Property
from wikilsp.syntax.keys import is_bookkeeping
from wikilsp.vault.vault import Vault


def check(_vault: Vault, note: Note) -> Iterator[Finding]:
    """Report each line whose key an earlier line of the same page or list item has."""
    first: dict[tuple[int, str], Property] = {}
    for prop in note.facts.properties:
        if prop.scope not in ("page", "block") or prop.quiet or is_bookkeeping(prop.id):
            continue
        earlier = first.setdefault((prop.owner, prop.id), prop)
        if earlier is not prop:
            holder = "page" if prop.scope == "page" else "list item"
            related = Related(note.path, earlier.key_span, f"“{earlier.key}” is set here first")
            message = f"this {holder} has a property “{earlier.key}” already"
            yield Finding(prop.key_span, message, related=(related,))


RULE = Rule("duplicate-property", Severity.HINT, __doc__, check)
