"""A link in front matter stands without quotes.

## Why
To YAML, `[[Lu Xun]]` is a list in a list, and `[[a]], [[b]]` is a mistake. Obsidian takes a link in front matter only
from text in quotes, so put quotes around it; several links are several items of a list.

## Bad
    ---
    author: [[Lu Xun]]
    ---

## Good
    //- frontmatter-unquoted-link.md
    ---
    author: "[[Lu Xun]]"
    ---
    //- Lu Xun.md
    Wrote “The True Story of Ah Q”.
"""

from collections.abc import Iterator

from wikilsp.finding import Finding, Fix
from wikilsp.note import Note
from wikilsp.rule import Rule
from wikilsp.settings import Severity
from wikilsp.syntax.facts import Candidate
from wikilsp.text import Edit
from wikilsp.vault.vault import Vault


def check(_vault: Vault, note: Note) -> Iterator[Finding]:
    """Report each place where double brackets in front matter are YAML."""
    for candidate in note.facts.candidates:
        match candidate:
            case Candidate("frontmatter-unquoted-link", span, quoted):
                fix = Fix(f"Write {quoted}", safe=False, edits={note.path: (Edit(span, quoted),)})
                yield Finding(span, f"YAML reads a list here, not a link; write {quoted}", (fix,))


RULE = Rule("frontmatter-unquoted-link", Severity.WARNING, __doc__, check)
