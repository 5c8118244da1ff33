"""Key used more than once in front matter.

## Why
YAML allows each key only once, and programs disagree about duplicates: some take the last value, some the first, and
some reject the whole block. Dataview also treats spelling variants such as `Due date` and `due-date` as the same key.
Combine the values into one list, or delete one of the lines.

## Bad
    ---
    author: Lu Xun
    author: Zhou Shuren
    ---

## Good
    ---
    author: [Lu Xun, Zhou Shuren]
    ---
"""

from collections.abc import Iterator

from wikilsp.finding import Finding, Related
from wikilsp.note import Note
from wikilsp.rule import Rule
from wikilsp.settings import Severity
from wikilsp.syntax.facts import Property
from wikilsp.vault.vault import Vault


def check(_vault: Vault, note: Note) -> Iterator[Finding]:
    """Report each front matter key that repeats an earlier one."""
    first: dict[str, Property] = {}
    for prop in note.facts.properties:
        if prop.scope != "frontmatter" or prop.quiet:
            continue
        earlier = first.setdefault(prop.id, prop)
        if earlier is not prop:
            related = Related(note.path, earlier.key_span, f"“{earlier.key}” is first set here")
            message = f"front matter already has the key “{earlier.key}”; merge the values or delete one"
            yield Finding(prop.key_span, message, related=(related,))


RULE = Rule("duplicate-frontmatter-key", Severity.WARNING, __doc__, check)
