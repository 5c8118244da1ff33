"""Tag in front matter that starts with `#` and has no quotes.

## Why
In YAML, `#` after a blank starts a comment, so the note does not have the tag; in a list with brackets, even the
closing bracket is part of the comment. Put quotes around the tag, or leave out the `#`, which is not needed there.

## Bad
    ---
    tags: #china/history
    ---

## Good
    ---
    tags: "#china/history"
    ---
"""

from collections.abc import Iterator

from wikilsp.finding import Finding, Fix
from wikilsp.note import Note
from wikilsp.rule import Rule
from wikilsp.settings import Severity
from wikilsp.syntax.facts import Candidate
from wikilsp.vault.vault import Vault


def check(_vault: Vault, note: Note) -> Iterator[Finding]:
    """Report each value or item of `tags` that is a comment because it lacks quotes."""
    for candidate in note.facts.candidates:
        match candidate:
            case Candidate("frontmatter-hash-tag", span, quoted):
                fix = Fix(f"Replace with {quoted}", safe=True, edits={note.path: (note.edit(span, quoted),)})
                yield Finding(span, f"tag with “#” needs quotes in front matter; write {quoted}", (fix,))


RULE = Rule("frontmatter-hash-tag", Severity.WARNING, __doc__, check)
