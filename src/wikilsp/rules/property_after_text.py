"""List item property that comes after other text.

## Why
Logseq reads the properties of a list item only directly below the item's first line; further down they are plain text.
Dataview joins the lines of an item, so the text before the key becomes part of the key. Move the line up, or write the
property in brackets, `[key:: value]`, which Dataview reads anywhere.

## Bad
    - The True Story of Ah Q
      first printed in a newspaper
      year:: 1921

## Good
    - The True Story of Ah Q
      year:: 1921
      first printed in a newspaper
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
    """Report each `key::` line that comes too late in its list item."""
    for candidate in note.facts.candidates:
        match candidate:
            case Candidate("property-after-text", Span(start, end) as span, key, bracketable):
                brackets = (note.edit(Span(start, start), "["), note.edit(Span(end, end), "]"))
                fix = Fix("Put property in brackets", safe=False, edits={note.path: brackets})
                remedy = f"move it up or write “[{key}:: ...]”" if bracketable else "move it up"
                message = f"“{key}::” comes after other text in its list item; {remedy}"
                yield Finding(span, message, (fix,) if bracketable else ())


RULE = Rule("property-after-text", Severity.HINT, __doc__, check)
