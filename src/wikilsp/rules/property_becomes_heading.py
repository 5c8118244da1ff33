"""Property turned into a heading by the dashes below it.

## Why
In Markdown, text with `---` directly below it is a heading, not text followed by a horizontal rule. The property is
shown in large type and is no longer a property. Insert a blank line between the two. If you meant front matter, it
needs two such lines, the first of them on the first line of the note.

## Bad
    author:: Lu Xun
    ---
    The True Story of Ah Q

## Good
    author:: Lu Xun

    ---
    The True Story of Ah Q
"""

from collections.abc import Iterator

from wikilsp.finding import Finding, Fix
from wikilsp.note import Note
from wikilsp.rule import Rule
from wikilsp.settings import Severity
from wikilsp.syntax.facts import Candidate
from wikilsp.vault.vault import Vault


def check(_vault: Vault, note: Note) -> Iterator[Finding]:
    """Report each property that a line of dashes turns into a heading. There is no fix inside a list or quote."""
    for candidate in note.facts.candidates:
        match candidate:
            case Candidate("property-becomes-heading", span, key, underline, sure):
                fixes: tuple[Fix, ...] = ()
                if underline:
                    edit = note.edit(underline, note.facts.newline)
                    fixes = (Fix("Insert blank line", safe=sure, edits={note.path: (edit,)}),)
                message = f"dashes below “{key}::” turn it into a heading; insert a blank line between them"
                yield Finding(span, message, fixes)


RULE = Rule("property-becomes-heading", Severity.WARNING, __doc__, check)
