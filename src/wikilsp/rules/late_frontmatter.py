"""Front matter comes after blank lines, so it is none.

## Why
Front matter begins with `---` on the very first line. One blank line before it, and Markdown sees a divider and a
heading: Obsidian, Dataview and site generators ignore the properties and show them as text. Delete the blank lines.

## Bad
    //- late-frontmatter.md

    ---
    author: Lu Xun
    ---

## Good
    //- late-frontmatter.md
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
    """Report a block that would be front matter if it began the note."""
    for candidate in note.facts.candidates:
        match candidate:
            case Candidate("late-frontmatter", span, _, Span() as blank):
                # Unsafe: a divider and a heading become properties that every reader acts upon.
                fix = Fix("Delete the blank lines", safe=False, edits={note.path: (Edit(blank, ""),)})
                yield Finding(span, "front matter must begin on the first line of the note", (fix,))


RULE = Rule("late-frontmatter", Severity.WARNING, __doc__, check)
