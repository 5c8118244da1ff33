"""A line of dashes right below a property turns it into a heading.

## Why
In Markdown, text with `---` right below it is a heading, not text and a divider. So the property is shown in large type
and is no property any more. Put a blank line between the two. If front matter was meant, there must be two such lines,
and the first one must be the first line of the note.

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
from wikilsp.text import Edit
from wikilsp.vault.vault import Vault


def check(_vault: Vault, note: Note) -> Iterator[Finding]:
    """Report each property that an underline claims. Inside a list or a quote there is no plain fix."""
    for candidate in note.facts.candidates:
        match candidate:
            case Candidate("property-becomes-heading", span, key, underline, sure):
                fixes: tuple[Fix, ...] = ()
                if underline:
                    edit = Edit(underline, note.facts.newline)
                    fixes = (Fix("Insert a blank line", safe=sure, edits={note.path: (edit,)}),)
                yield Finding(span, f"the line below makes “{key}::” a heading; put a blank line between them", fixes)


RULE = Rule("property-becomes-heading", Severity.WARNING, __doc__, check)
