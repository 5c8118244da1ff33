"""The front matter has a key that Obsidian no longer reads: `alias`, `tag` or `cssclass`.

## Why
Since version 1.9 Obsidian knows only the plural names, `aliases`, `tags` and `cssclasses`. Under an old name the value
is an ordinary property: the alias is not offered, the tag is not counted. Rename the key, and write its value as a
list.

Dataview reads both names as aliases and tags; a query that asks for the field `alias` itself has to be changed too.

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
from wikilsp.text import Edit
from wikilsp.vault.vault import Vault

_PLURALS = {"alias": "aliases", "cssclass": "cssclasses", "tag": "tags"}


def check(_vault: Vault, note: Note) -> Iterator[Finding]:
    """Report each old key once; there is no fix where the new key exists already, since only you can merge the two."""
    keys: dict[str, Property] = {}
    for prop in note.facts.properties:
        if prop.scope == "frontmatter" and not prop.quiet:
            keys.setdefault(prop.id, prop)
    for name, prop in keys.items():
        plural = _PLURALS.get(name)
        if plural in keys:
            yield Finding(prop.key_span, f"Obsidian no longer reads “{prop.key}”; move its value to “{plural}”")
        elif plural:
            fix = Fix(f"Rename to “{plural}”", safe=False, edits={note.path: (Edit(prop.key_span, plural),)})
            yield Finding(prop.key_span, f"Obsidian no longer reads “{prop.key}”; its name is “{plural}” now", (fix,))


RULE = Rule("deprecated-frontmatter-key", Severity.INFO, __doc__, check)
