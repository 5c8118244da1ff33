"""A nested tag has a level with no name.

## Why
A slash in a tag divides a level from the one below it: `#food/bread` lies under `#food`. With a slash at either end, or
two in a row, there is a level without a name; apps list such a tag beside the one that was meant.

## Bad
    #food//bread

## Good
    #food/bread
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
    """Report each tag with a slash too many."""
    for candidate in note.facts.candidates:
        match candidate:
            case Candidate("tag-empty-segment", span, name):
                plain = "/".join(level for level in name.split("/") if level)
                # In front matter the tag may stand without its “#”: only the name is replaced.
                edit = Edit(Span(span.end - len(name), span.end), plain)
                fix = Fix(f"Write “#{plain}”", safe=False, edits={note.path: (edit,)})
                yield Finding(span, f"the tag “#{name}” has a level with no name; write “#{plain}”", (fix,))


RULE = Rule("tag-empty-segment", Severity.HINT, __doc__, check)
