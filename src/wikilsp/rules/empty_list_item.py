"""Empty item in a list property.

## Why
The values of `tags`, `aliases` and the keys in the setting `properties.list-keys` are comma-separated lists. Two commas
in a row, or a comma at the end, leave an empty item, usually because something was deleted. Delete the comma.

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
from wikilsp.vault.vault import Vault


def check(_vault: Vault, note: Note) -> Iterator[Finding]:
    """Report each empty item together with its comma."""
    for candidate in note.facts.candidates:
        match candidate:
            case Candidate("empty-list-item", span, key, _, sure):
                fix = Fix("Remove empty item", safe=sure, edits={note.path: (note.edit(span, ""),)})
                yield Finding(span, f"empty item in list “{key}”; delete the extra comma", (fix,), unnecessary=True)


RULE = Rule("empty-list-item", Severity.HINT, __doc__, check)
