"""A key in front matter ends in two colons.

## Why
Front matter is YAML, where one colon ends a key. A second one becomes part of the name: `tags:: x` sets a property
called `tags:`, and neither Obsidian nor Dataview finds `tags`. Delete one colon, or move the line below the front
matter, where `key:: value` is right.

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
from wikilsp.text import Edit, Span
from wikilsp.vault.vault import Vault


def check(_vault: Vault, note: Note) -> Iterator[Finding]:
    """Report each key of the front matter that ends in a colon."""
    for candidate in note.facts.candidates:
        match candidate:
            case Candidate("double-colon-in-frontmatter", span, key, Span() as colon):
                fix = Fix("Delete the second colon", safe=False, edits={note.path: (Edit(colon, ""),)})
                yield Finding(span, f"“{key}::” makes the colon part of the name; front matter needs “{key}:”", (fix,))


RULE = Rule("double-colon-in-frontmatter", Severity.WARNING, __doc__, check)
