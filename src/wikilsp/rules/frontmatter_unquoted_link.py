"""Link in front matter without quotes.

## Why
To YAML, `[[Lu Xun]]` is a list inside a list, and `[[a]], [[b]]` is a syntax error. Obsidian finds a link in front
matter only in quoted text. Put quotes around the link; write several links as a list.

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
from wikilsp.vault.vault import Vault


def check(_vault: Vault, note: Note) -> Iterator[Finding]:
    """Report each link in front matter that lacks its quotes."""
    for candidate in note.facts.candidates:
        match candidate:
            case Candidate("frontmatter-unquoted-link", span, quoted):
                fix = Fix(f"Replace with {quoted}", safe=False, edits={note.path: (note.edit(span, quoted),)})
                yield Finding(span, f"link in front matter needs quotes; write {quoted}", (fix,))


RULE = Rule("frontmatter-unquoted-link", Severity.WARNING, __doc__, check)
