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

from wikilsp.finding import Finding
from wikilsp.note import Note
from wikilsp.rule import Rule
from wikilsp.settings import Severity
from wikilsp.targets import name_of, note_behind, suggestions, wikilinks
from wikilsp.vault.vault import Vault
from wikilsp.wording import did_you_mean


def check(vault: Vault, note: Note) -> Iterator[Finding]:
    """Report each block id that does not exist in the note it is looked for in."""
    for link, found in wikilinks(vault, note):
        if not link.block or not link.block_span:
            continue
        target = note_behind(vault, link, found)
        if target and not vault.block(target, link):
            near = [block.id for block in vault.near_blocks(target, link.block)]
            hint = did_you_mean(*(f"^{block_id}" for block_id in near[:1]))
            message = f"{name_of(note, target)} has no block “^{link.block}”{hint}"
            yield Finding(link.block_span, message, suggestions(note, link.block_span, near))


RULE = Rule("missing-block", Severity.WARNING, __doc__, check)
