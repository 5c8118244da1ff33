"""A list in a property has an item with nothing in it.

## Why
Keys such as `tags` and `aliases`, and those named in the setting `properties.list-keys`, hold lists that commas divide.
Two commas in a row, or one at the end, leave an item empty: usually the rest of something that was deleted. Delete
the comma.

## Bad
    tags:: bread, , oven

## Good
    tags:: bread, oven
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
    """Report each empty item, together with the comma that makes it."""
    for candidate in note.facts.candidates:
        match candidate:
            case Candidate("empty-list-item", span, key, _, sure):
                fix = Fix("Delete the empty item", safe=sure, edits={note.path: (Edit(span, ""),)})
                yield Finding(span, f"the list “{key}” has an empty item", (fix,), unnecessary=True)


RULE = Rule("empty-list-item", Severity.HINT, __doc__, check)
