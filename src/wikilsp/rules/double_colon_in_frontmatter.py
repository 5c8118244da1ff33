"""Front matter key followed by two colons.

## Why
Front matter is YAML, where a single colon ends a key. A second colon becomes part of the key: `tags:: x` sets a
property called `tags:`, so neither Obsidian nor Dataview finds `tags`. Delete one colon, or move the line below the
front matter, where `key:: value` is correct.

## Bad
    ---
    author:: Lu Xun
    ---

## Good
    ---
    author: Lu Xun
    ---
"""

from collections.abc import Iterator

from wikilsp.finding import Finding, Fix
from wikilsp.note import Note
from wikilsp.rule import Rule
from wikilsp.settings import Severity
from wikilsp.syntax.facts import Candidate
from wikilsp.text import Span
from wikilsp.vault.vault import Vault


def check(_vault: Vault, note: Note) -> Iterator[Finding]:
    """Report each front matter key that ends with a colon."""
    for candidate in note.facts.candidates:
        match candidate:
            case Candidate("double-colon-in-frontmatter", span, key, Span() as colon):
                fix = Fix("Remove second colon", safe=False, edits={note.path: (note.edit(colon, ""),)})
                yield Finding(span, f"too many colons after front matter key “{key}”; write “{key}:”", (fix,))


RULE = Rule("double-colon-in-frontmatter", Severity.WARNING, __doc__, check)
