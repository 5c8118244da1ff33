"""Property set both in front matter and by a `key::` line.

## Why
Obsidian shows only the value in front matter; Dataview combines both into a list. If you change one of them, it is easy
to miss the other. Keep the property in one place.

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
    """Report each `key::` line of the page whose key is also in the front matter."""
    frontmatter: dict[str, Property] = {}
    for prop in note.facts.properties:
        if prop.quiet or is_bookkeeping(prop.id):
            continue
        if prop.scope == "frontmatter":
            frontmatter.setdefault(prop.id, prop)
        elif prop.scope == "page" and (other := frontmatter.get(prop.id)):
            related = Related(note.path, other.key_span, f"“{other.key}” is set in front matter here")
            message = f"property “{prop.key}” is also set in front matter; keep it in one place"
            yield Finding(prop.key_span, message, related=(related,))


RULE = Rule("property-in-two-places", Severity.INFO, __doc__, check, about=("properties of the page",))
