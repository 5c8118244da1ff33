"""Front matter that does not start on the first line.

## Why
Front matter must start with `---` on the very first line. After a blank line, Markdown reads the block as a horizontal
rule and a heading: Obsidian, Dataview and site generators ignore its properties and show them as text. Delete the blank
lines.

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
from wikilsp.text import Span
from wikilsp.vault.vault import Vault


def check(_vault: Vault, note: Note) -> Iterator[Finding]:
    """Report a block that would be front matter if it started the note."""
    for candidate in note.facts.candidates:
        match candidate:
            case Candidate("late-frontmatter", span, _, Span() as blank):
                # Unsafe: text that was shown becomes properties that programs act on.
                fix = Fix("Remove blank lines", safe=False, edits={note.path: (note.edit(blank, ""),)})
                message = "front matter must start on the first line; delete the blank lines above it"
                yield Finding(span, message, (fix,))


RULE = Rule("late-frontmatter", Severity.WARNING, __doc__, check)
