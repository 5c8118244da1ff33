"""A block id stands twice in a note.

## Why
A link to it means the first one; the second block cannot be reached. Case makes no difference. It mostly happens when
a block is copied together with its id. Change the second one.

## Bad
    The plan of 1953. ^plan

    The plan of 1958. ^plan

## Good
    The plan of 1953. ^plan

    The plan of 1958. ^plan-2
"""

from collections.abc import Iterator

from wikilsp.finding import Finding, Related
from wikilsp.note import Note
from wikilsp.rule import Rule
from wikilsp.settings import Severity
from wikilsp.syntax.facts import BlockId
from wikilsp.vault.vault import Vault


def check(_vault: Vault, note: Note) -> Iterator[Finding]:
    """Report each block id but the first of its name; the value of an `id::` property is none of ours."""
    seen: dict[str, BlockId] = {}
    for block in note.facts.blocks:
        if block.from_property:
            continue
        first = seen.setdefault(block.id.casefold(), block)
        if first is not block:
            related = Related(note.path, first.span, f"the first “^{first.id}”")
            yield Finding(block.span, f"another block of this note has the id “^{block.id}”", related=(related,))


RULE = Rule("duplicate-block-id", Severity.WARNING, __doc__, check)
