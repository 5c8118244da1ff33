"""A property stands both in the front matter and as a `key::` line of the page.

## Why
Obsidian shows only the one in front matter; Dataview reads both and joins them into a list. So a reader who changes one
of them may not see the other. Keep the property in one place.

## Bad
    ---
    author: Lu Xun
    ---
    author:: Zhou Shuren

## Good
    ---
    author: [Lu Xun, Zhou Shuren]
    ---
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
    """Report each `key::` line of the page whose key the front matter has too."""
    in_front: dict[str, Property] = {}
    for prop in note.facts.properties:
        if prop.quiet or is_bookkeeping(prop.id):
            continue
        if prop.scope == "frontmatter":
            in_front.setdefault(prop.id, prop)
        elif prop.scope == "page" and (other := in_front.get(prop.id)):
            related = Related(note.path, other.key_span, f"“{other.key}” in the front matter")
            message = f"“{prop.key}” is in the front matter as well; keep it in one place"
            yield Finding(prop.key_span, message, related=(related,))


RULE = Rule("property-in-two-places", Severity.INFO, __doc__, check)
