"""Block id used more than once in a note.

## Why
A link to the id always leads to the first block, so no link can reach the second. Ids that differ only in case are the
same. Most duplicates come from copying a block together with its id. Change the id of the second block. Ids without a
space before them, as in `![[image.png]]^id`, do not count.

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
    """Report each repeated block id. Values of `id::` properties, and ids without a blank before them, do not count."""
    seen: dict[str, BlockId] = {}
    for block in note.facts.blocks:
        if not block.is_listed:
            continue
        first = seen.setdefault(block.id.casefold(), block)
        if first is not block:
            related = Related(note.path, first.span, f"“^{first.id}” is first used here")
            message = f"block id “^{block.id}” is already used in this note; choose another"
            yield Finding(block.span, message, related=(related,))


RULE = Rule("duplicate-block-id", Severity.WARNING, __doc__, check, about=("block ids",))
