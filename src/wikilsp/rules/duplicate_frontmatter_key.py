"""A key stands twice in the front matter.

## Why
YAML allows each key once. Readers differ in what they do with the second one: some take the last value, some the first,
some refuse the whole block. Two spellings of one name, `Due date` and `due-date`, are one key to Dataview as well. Put
the values into one list, or delete one line.

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
    """Report each key of the front matter that an earlier one equals."""
    first: dict[str, Property] = {}
    for prop in note.facts.properties:
        if prop.scope != "frontmatter" or prop.quiet:
            continue
        earlier = first.setdefault(prop.id, prop)
        if earlier is not prop:
            related = Related(note.path, earlier.key_span, f"“{earlier.key}” is set here first")
            yield Finding(prop.key_span, f"the front matter has a key “{earlier.key}” already", related=(related,))


RULE = Rule("duplicate-frontmatter-key", Severity.WARNING, __doc__, check)
