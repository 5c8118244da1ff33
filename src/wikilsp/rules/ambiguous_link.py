"""Link that matches several notes.

## Why
Each program picks one of the notes by its own rules, and may pick another when a note is added or moved. A full path
always means the same note. If a link names a heading or a block, the fixes lead to the notes that have it.

## Bad
    //- ambiguous-link.md
    See [[Index]].
    //- art/Index.md
    //- music/Index.md

## Good
    //- ambiguous-link.md
    See [[art/Index]].
    //- art/Index.md
    //- music/Index.md
"""

from collections.abc import Iterator
from itertools import islice

from msgspec.structs import replace

from wikilsp.finding import MOST_LISTED, Finding, Fix, Related, and_more
from wikilsp.note import Note
from wikilsp.rule import Rule
from wikilsp.settings import Severity
from wikilsp.suggestions import relabel
from wikilsp.syntax.facts import Link
from wikilsp.targets import fragment_text, is_own_alias, is_writable, notes_with_fragment, wikilinks
from wikilsp.text import Span
from wikilsp.vault.names import without_extension
from wikilsp.vault.vault import Vault


def check(vault: Vault, note: Note) -> Iterator[Finding]:
    """Report each wikilink that several notes match equally well, with a fix for each of them."""
    for link, found in wikilinks(vault, note):
        # Of an alias that several notes have, `duplicate-alias` tells.
        if found.target is None or not found.others or is_own_alias(note, link, found):
            continue
        number, listed = len(found.others), tuple(islice(found.others, MOST_LISTED))
        message = f"“{link.path}” matches {number + 1:,} files and resolves to “{found.target}”"
        meant = notes_with_fragment(vault, link, found)
        if meant and found.target not in meant:
            message += f", but “{meant[0]}” has “#{fragment_text(link)}”"
        fixes = tuple(
            fix for path in meant[:MOST_LISTED] or (found.target, *listed) for fix in _fix(vault, note, link, path)
        )
        related = tuple(Related(path, Span(0, 0), f"“{link.path}” also matches this file") for path in listed)
        yield Finding(link.path_span, and_more(f"{message}; write a full path", number), fixes, related)


def _fix(vault: Vault, note: Note, link: Link, path: str) -> Iterator[Fix]:
    now, name = vault.resolve(note, link), without_extension(path)
    then = vault.resolve(note, replace(link, path=name, whole=None))
    if is_writable(name) and then.target == path and not then.others:
        edits = (note.edit(link.path_span, name),) if now.how == "name" else relabel(vault, note, link, name)
        yield Fix(f"Link to “{name}”", safe=False, edits={note.path: edits})


RULE = Rule("ambiguous-link", Severity.INFO, __doc__, check, about=("wikilinks with several targets",))
