"""The blocks that a link may name: those of one note with their text, also such as have no id yet; for a search all."""

import re
from collections.abc import Iterator
from functools import partial
from zlib import crc32

from wikilsp.features.answers import Read
from wikilsp.features.completion.indices import Indices
from wikilsp.features.completion.items import LIMIT, Choice
from wikilsp.features.completion.notes import weights
from wikilsp.features.completion.sections import link_to, ranked_here
from wikilsp.features.completion.typed_link import TypedLink
from wikilsp.features.ranking import Fit, ranked
from wikilsp.note import Note
from wikilsp.settings import Dialect
from wikilsp.syntax.facts import BlockId
from wikilsp.syntax.folds import folds
from wikilsp.targets import is_writable
from wikilsp.text import Edit, Span
from wikilsp.vault.changes import Changes
from wikilsp.vault.vault import Vault

_MARKERS = re.compile(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?(?:\[.\][ \t]+)?")
_LONGEST_SHOWN = 80
_LONGEST_READ = 200_000
"""To find the blocks of a longer text takes longer than a person waits for a list; those that have an id are known."""


def blocks(vault: Vault, note: Note, link: TypedLink, read: Read) -> Iterator[Choice]:
    """Give the blocks of the note that `link` leads to: those with an id first, then those that would get one."""
    target = vault.notes.get(vault.resolve(note, link_to(link.path)).target or "")
    text = read(target.path) if target else None
    if target is None or text is None:
        return
    here = link.span.start if target.path == note.path else -1
    choices = [*_named(target, text, here), *_nameless(target, text, here, vault.settings.dialect)]
    for fit, at in ranked_here(link.typed.text, [choice.filter for choice in choices]):
        yield choices[at]._replace(fit=fit)


def all_blocks(indices: Indices, note: Note, link: TypedLink) -> Iterator[Choice]:
    """Give the blocks of all notes whose ids fit the search that is being typed."""
    names = indices.names.blocks()
    found = ranked(link.typed.text, [names.spelt], 2 * LIMIT, partial(weights, indices, note, [names]))
    for fit, _, at in found:
        name = names.names[at]
        path = indices.vault.shortest(name.path, note) if name.path != note.path else ""
        if is_writable(path):
            yield Choice(name.text, "block", f"{path}#^{name.text}", fit, name.path, name.span.start, name.path)


def _named(target: Note, text: str, here: int) -> Iterator[Choice]:
    for block in target.facts.blocks:
        line = _line(target, block.span.start)
        if not block.from_property and not line.start <= here <= line.end:
            shown = _shown(_text_of(target, text, block))
            spelling = f"{block.id} {shown}"
            yield Choice(block.id, "block", block.id, Fit.START, target.path, block.span.start, shown, spelling)


def _nameless(target: Note, text: str, here: int, dialect: Dialect) -> Iterator[Choice]:
    """Give the paragraphs, those of list items among them, that no id ends."""
    if len(text) > _LONGEST_READ:
        return
    found = folds(text, dialect)
    opaque = [fold.span for fold in found if fold.kind in ("comment", "math")]
    ids = {block.id.casefold() for block in target.facts.blocks}
    ends = {block.span.end for block in target.facts.blocks}
    for kind, span in found:
        end = span.start + len(text[slice(*span)].rstrip())
        is_hidden = any(hidden.start <= span.start < hidden.end for hidden in opaque)
        if kind != "paragraph" or end in ends or is_hidden or span.start <= here <= span.end:
            continue
        shown = _shown(text[span.start : end])
        block_id = _new_id(text[span.start : end], ids)
        ids.add(block_id)
        also = Changes({target.path: (Edit(Span(end, end), f" ^{block_id}"),)})
        detail = f"gets the id ^{block_id}"
        yield Choice(shown, "block", block_id, Fit.START, target.path, span.start, detail, shown, also)


def _text_of(target: Note, text: str, block: BlockId) -> str:
    """Give the line that an id ends; if it stands alone, the last line of text before it."""
    line = text[_line(target, block.span.start).start : block.span.start]
    if line.strip(" \t>"):
        return line
    before = text[: block.span.start - len(line)].rstrip("\r\n\t >")
    return before[max(before.rfind("\n"), before.rfind("\r")) + 1 :]


def _line(note: Note, offset: int) -> Span:
    row = note.position(offset).row
    starts = note.facts.line_starts
    return Span(starts[row - 1], starts[row] - 1 if row < len(starts) else note.facts.length)


def _shown(text: str) -> str:
    start = _MARKERS.match(text)
    words = " ".join(text[start.end() if start else 0 :].split())
    return words if len(words) <= _LONGEST_SHOWN else f"{words[: _LONGEST_SHOWN - 1]}…"


def _new_id(text: str, taken: set[str]) -> str:
    """Make an id out of a text, so that the same question gets the same answer."""
    number = crc32(text.encode("utf-8", "surrogatepass"))
    while (made := f"{number % 0x1000000:06x}") in taken:
        number += 1
    return made
