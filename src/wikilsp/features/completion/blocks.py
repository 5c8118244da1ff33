"""Completes block ids: the blocks of one note by their text, with or without an id, or all ids of the vault."""

from collections.abc import Iterator
from functools import partial

from wikilsp.features.answers import TextReader
from wikilsp.features.completion.items import LIMIT, Choice
from wikilsp.features.completion.notes import weigh_names
from wikilsp.features.completion.sections import rank_in_note
from wikilsp.features.completion.typed_link import TypedLink
from wikilsp.features.lines import line_content, line_start
from wikilsp.features.unlabelled_blocks import excerpt, unlabelled_blocks
from wikilsp.index.names_in_note import span_of
from wikilsp.index.ranking import Fit, rank_names
from wikilsp.index.vault_index import VaultIndex
from wikilsp.note import Note
from wikilsp.settings import Dialect
from wikilsp.syntax.facts import BlockId
from wikilsp.targets import is_writable
from wikilsp.vault.changes import Changes
from wikilsp.vault.vault import Vault


def blocks(vault: Vault, note: Note, link: TypedLink, read: TextReader) -> Iterator[Choice]:
    """Yield the blocks of the target of `link`: first the ones with an id, then the ones that would get one."""
    target = vault.notes.get(vault.resolve_text(note, link.path).target or "")
    text = read(target.path) if target else None
    if target is None or text is None:
        return
    cursor = link.span.start if target.path == note.path else -1
    choices = [
        *_labelled_choices(target, text, cursor),
        *_unlabelled_choices(target, text, cursor, vault.settings.dialect),
    ]
    for fit, at in rank_in_note(link.typed.text, [choice.filter for choice in choices]):
        yield choices[at]._replace(fit=fit)


def all_blocks(index: VaultIndex, note: Note, link: TypedLink) -> Iterator[Choice]:
    """Yield the blocks of all notes whose ids match the search."""
    names = index.names.blocks()
    found = rank_names(link.typed.text, [names.search_text], 2 * LIMIT, partial(weigh_names, index, note, [names]))
    for fit, _, number in found:
        name = names.names[number]
        path = index.vault.shortest(name.path, note) if name.path != note.path else ""
        if is_writable(path):
            at = span_of(name, index.vault.notes[name.path]).start
            yield Choice(name.text, "block", f"{path}#^{name.text}", fit, name.path, at, name.path)


def _labelled_choices(target: Note, text: str, cursor: int) -> Iterator[Choice]:
    for block in target.facts.blocks:
        line = line_content(target, text, block.span.start)
        if block.is_listed and not line.start <= cursor <= line.end:
            detail = excerpt(_line_text(target, text, block))
            filter_text = f"{block.id} {detail}"
            yield Choice(block.id, "block", block.id, Fit.START, target.path, block.span.start, detail, filter_text)


def _unlabelled_choices(target: Note, text: str, cursor: int, dialect: Dialect) -> Iterator[Choice]:
    for block in unlabelled_blocks(target, text, dialect):
        if not block.span.start <= cursor <= block.span.end:
            detail = f"gets the id ^{block.id}"
            also = Changes({target.path: (block.edit,)})
            yield Choice(
                block.excerpt, "block", block.id, Fit.START, target.path, block.span.start, detail, block.excerpt, also
            )


def _line_text(target: Note, text: str, block: BlockId) -> str:
    """Return the line before an id; if the id is alone on its line, the last line of text above it."""
    line = text[line_start(target, block.span.start) : block.span.start]
    if line.strip(" \t>"):
        return line
    before = text[: block.span.start - len(line)].rstrip("\r\n\t >")
    return before[max(before.rfind("\n"), before.rfind("\r")) + 1 :]
