"""A `key::` line of a list item comes after other text of that item.

## Why
Logseq reads the properties of a list item only right below the item's first line; further down they are text. Dataview
joins the lines of an item, so the text before the key gets into the key. Move the line up, or write the property in
brackets, `[key:: value]`, which Dataview reads anywhere.

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
from wikilsp.text import Edit, Span
from wikilsp.vault.vault import Vault


def check(_vault: Vault, note: Note) -> Iterator[Finding]:
    """Report each `key::` line that stands too late in its list item."""
    for candidate in note.facts.candidates:
        match candidate:
            case Candidate("property-after-text", Span(start, end) as span, key, at):
                brackets = (Edit(Span(start, start), "["), Edit(Span(end, end), "]"))
                fix = Fix("Put the property in brackets", safe=False, edits={note.path: brackets})
                what = f"; write it in brackets, “[{key}:: ...]”" if at else ", so it is no property"
                message = f"“{key}::” follows other text of its list item{what}"
                yield Finding(span, message, (fix,) if at else ())


RULE = Rule("property-after-text", Severity.HINT, __doc__, check)
