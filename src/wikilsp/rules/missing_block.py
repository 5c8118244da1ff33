"""A link names a block that its note does not have.

## Why
The link opens the note at its top instead, and an embed of it shows nothing. A block's id, such as `^37066d`, stands
at the end of the block, after a space; it was deleted, or moved to another note together with its block.

## Bad
    As said in [[#^famine]].

    The worst of them was that of 1959.

## Good
    As said in [[#^famine]].

    The worst of them was that of 1959. ^famine
"""

from collections.abc import Iterator

from wikilsp.note import Note
from wikilsp.rule import Finding, Rule
from wikilsp.settings import Severity
from wikilsp.targets import name_of, note_behind, suggestion, wikilinks
from wikilsp.vault import Vault
from wikilsp.wording import did_you_mean


def check(vault: Vault, note: Note) -> Iterator[Finding]:
    """Report each block id that does not exist in the note it is looked for in."""
    for link, found in wikilinks(vault, note):
        if not link.block or not link.block_span:
            continue
        target = note_behind(vault, link, found)
        if target and not vault.block(target, link):
            block = vault.nearest_block(target, link.block)
            near = block.id if block else None
            message = f"{name_of(note, target)} has no block “^{link.block}”{did_you_mean(near and f'^{near}')}"
            yield Finding(link.block_span, message, suggestion(note, link.block_span, near))


RULE = Rule("missing-block", Severity.WARNING, __doc__, check)
