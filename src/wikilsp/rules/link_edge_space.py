"""Space at the beginning or end of a link target.

## Why
Obsidian and wikilsp ignore the space, but Dataview, Foam and others look for a note with that space in its name, and
find none.

## Bad
    See [[ link-edge-space ]].

## Good
    See [[link-edge-space]].
"""

from collections.abc import Iterator

from wikilsp.finding import Finding, Fix
from wikilsp.note import Note
from wikilsp.rule import Rule
from wikilsp.settings import Severity
from wikilsp.syntax.facts import Candidate
from wikilsp.targets import is_code
from wikilsp.text import Span
from wikilsp.vault.vault import Vault


def check(vault: Vault, note: Note) -> Iterator[Finding]:
    """Report each target with leading or trailing spaces, except in code that only looks like a link."""
    code = {link.path_span.start for link, found in vault.links(note) if found.how == "missing" and is_code(link)}
    for candidate in note.facts.candidates:
        match candidate:
            case Candidate("link-edge-space", span, target, Span() as name) if name.start not in code:
                edges = (note.edit(Span(span.start, name.start), ""), note.edit(Span(name.end, span.end), ""))
                edits = tuple(edit for edit in edges if edit.span.start < edit.span.end)
                fix = Fix("Remove spaces", safe=True, edits={note.path: edits})
                yield Finding(span, f"link target “{target}” has leading or trailing spaces; remove them", (fix,))


RULE = Rule("link-edge-space", Severity.HINT, __doc__, check)
