"""`key::` property set more than once on a page or list item.

## Why
Dataview combines the values into a list; Logseq keeps only the last one. If you want a list, write the values on one
line, separated by commas: both programs understand that. Keys are the same if they differ only in case, or in a space,
`-` or `_` between words.

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
    """Report each `key::` line whose key was already set on the same page or list item."""
    first: dict[tuple[int, str], Property] = {}
    for prop in note.facts.properties:
        if prop.scope not in ("page", "block") or prop.quiet or is_bookkeeping(prop.id):
            continue
        earlier = first.setdefault((prop.owner, prop.id), prop)
        if earlier is not prop:
            owner = "on this page" if prop.scope == "page" else "in this list item"
            related = Related(note.path, earlier.key_span, f"“{earlier.key}” is first set here")
            message = f"property “{earlier.key}” is already set {owner}; merge the values or delete one"
            yield Finding(prop.key_span, message, related=(related,))


RULE = Rule(
    "duplicate-property", Severity.HINT, __doc__, check, about=("properties of the page", "properties of list items")
)
