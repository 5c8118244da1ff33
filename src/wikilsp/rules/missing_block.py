"""Link to a block that does not exist.

## Why
The link opens the top of the note instead, and an embed shows nothing. A block id, such as `^37066d`, stands at the end
of its block, after a space or a link. A missing one was usually deleted, or moved to another note together with its
block.

## Bad
    As shown in [[#^famine]].

    The worst famine was in 1959.

## Good
    As shown in [[#^famine]].

    The worst famine was in 1959. ^famine
"""

from collections.abc import Iterator
from functools import partial

from wikilsp.finding import Finding
from wikilsp.note import Note
from wikilsp.rule import Rule
from wikilsp.settings import Severity
from wikilsp.suggestions import overwrite, similar_fragments, suggestions
from wikilsp.targets import describe_note, note_without, wikilinks
from wikilsp.vault.vault import Vault
from wikilsp.wording import did_you_mean


def check(vault: Vault, note: Note) -> Iterator[Finding]:
    """Report each block id that the note it links to does not have."""
    links = ((each, resolution) for link, resolution in wikilinks(vault, note) for each in link.to_blocks)
    for link, resolution in links:
        if not link.block or not link.block_span:
            continue
        target = note_without(vault, link, resolution, "block")
        if target:
            near = vault.fragments(target).near_blocks(link.block)
            similar = similar_fragments(link.block, (block.id for block in near))
            hint = did_you_mean(*(f"^{one.name}" for one in similar[:1]))
            message = f"block “^{link.block}” not found in {describe_note(vault, note, target)}{hint}"
            yield Finding(
                link.block_span, message, suggestions(note, similar, partial(overwrite, note, link.block_span))
            )


RULE = Rule("missing-block", Severity.WARNING, __doc__, check, about=("wikilinks with a fragment",))
