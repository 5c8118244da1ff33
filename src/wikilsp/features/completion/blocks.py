"""The blocks that a link may name: those of one note with their text, also such as have no id yet; for a search all."""

from collections.abc import Iterator
from functools import partial

from wikilsp.features.answers import Read
from wikilsp.features.completion.indices import Indices
from wikilsp.features.completion.items import LIMIT, Choice
from wikilsp.features.completion.notes import weights
from wikilsp.features.completion.sections import link_to, ranked_here
from wikilsp.features.completion.typed_link import TypedLink
from wikilsp.features.unlabelled_blocks import excerpt, unlabelled_blocks
from wikilsp.index.ranking import Fit, ranked
from wikilsp.note import Note
from wikilsp.settings import Dialect
from wikilsp.syntax.facts import BlockId
from wikilsp.targets import is_writable
from wikilsp.text import Span
from wikilsp.vault.changes import Changes
from wikilsp.vault.vault import Vault


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
            detail = excerpt(_text_of(target, text, block))
            filter_text = f"{block.id} {detail}"
            yield Choice(block.id, "block", block.id, Fit.START, target.path, block.span.start, detail, filter_text)


def _nameless(target: Note, text: str, here: int, dialect: Dialect) -> Iterator[Choice]:
    for block in unlabelled_blocks(target, text, dialect):
        if not block.span.start <= here <= block.span.end:
            detail = f"gets the id ^{block.id}"
            also = Changes({target.path: (block.edit,)})
            yield Choice(
                block.excerpt, "block", block.id, Fit.START, target.path, block.span.start, detail, block.excerpt, also
            )


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
