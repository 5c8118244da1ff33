"""Front matter key that Obsidian no longer reads: `alias`, `tag` or `cssclass`.

## Why
Since version 1.9, Obsidian reads only the plural names `aliases`, `tags` and `cssclasses`. Under an old name the value
is an ordinary property: the alias is not suggested, and the tag is not counted. Rename the key, and write its value as
a list.

Dataview reads both names as aliases and tags, but a query that uses the field `alias` by name must be changed as well.

## Bad
    ---
    alias: Lusin
    ---

## Good
    ---
    aliases: [Lusin]
    ---
"""

from collections.abc import Iterator

from wikilsp.finding import Finding, Fix
from wikilsp.note import Note
from wikilsp.rule import Rule
from wikilsp.settings import Severity
from wikilsp.syntax.facts import Property
from wikilsp.vault.vault import Vault

_PLURALS = {"alias": "aliases", "cssclass": "cssclasses", "tag": "tags"}


def check(_vault: Vault, note: Note) -> Iterator[Finding]:
    """Report each old key once. There is no fix if the new key exists too, since only the user can merge the two."""
    keys: dict[str, Property] = {}
    for prop in note.facts.properties:
        if prop.scope == "frontmatter" and not prop.quiet:
            keys.setdefault(prop.id, prop)
    for name, prop in keys.items():
        plural = _PLURALS.get(name)
        if plural in keys:
            message = f"deprecated key “{prop.key}” is ignored by Obsidian; move its value to “{plural}”"
            yield Finding(prop.key_span, message)
        elif plural:
            fix = Fix(f"Rename to “{plural}”", safe=False, edits={note.path: (note.edit(prop.key_span, plural),)})
            message = f"deprecated key “{prop.key}” is ignored by Obsidian; rename it to “{plural}”"
            yield Finding(prop.key_span, message, (fix,))


RULE = Rule("deprecated-frontmatter-key", Severity.INFO, __doc__, check, about=("properties of front matter",))
