"""Code actions that replace a probably misspelled tag or key: one used only once, with a similar name in the vault."""

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice

from wikilsp.features.cursor import KeyElement, TagElement, element_at
from wikilsp.features.offers import Offer
from wikilsp.index.uses import Usages
from wikilsp.note import Note
from wikilsp.syntax.facts import Property, Tag
from wikilsp.text import Span
from wikilsp.vault.changes import Changes
from wikilsp.vault.names import fold
from wikilsp.vault.nearest import near
from wikilsp.vault.vault import Vault

_MOST = 3


def other_spellings(vault: Vault, uses: Usages, note: Note, offset: int) -> Iterator[Offer]:
    """Yield the similar names for the tag or key at an offset of a note, nearest first."""
    if not note.is_read or note.undecodable:
        return
    match element_at(note, offset):
        case TagElement(tag):
            if place := _name_span(note, tag):
                yield from (_offer(note, place, name, f"#{name}") for name in islice(_tags(vault, uses, tag), _MOST))
        case KeyElement(prop, span):
            for key in islice(_keys(vault, uses, note, prop), _MOST):
                yield _offer(note, span, key, key)


def _name_span(note: Note, tag: Tag) -> Span | None:
    """Return the span of a tag's name; None if it is written with escapes."""
    start, end = tag.span
    inside = next((link.path_span for link in note.facts.links if link.span == Span(start + 1, end)), None)
    # In front matter, a tag may be written without “#”.
    is_plain = end - start in (len(tag.name), len(tag.name) + 1)
    return inside or (Span(end - len(tag.name), end) if is_plain else None)


def _offer(note: Note, span: Span, name: str, label: str) -> Offer:
    return Offer(f"Change to “{label}”", "quickfix", partial(Changes, {note.path: (note.edit(span, name),)}))


def _tags(vault: Vault, uses: Usages, tag: Tag) -> Iterator[str]:
    if sum(uses.counts(tag.name).values()) > 1:
        return
    for name in _others(fold(tag.name), uses.tag_names()):
        facts = vault.notes[min(uses.counts(name))].facts
        yield next(other.name for other in facts.tags if fold(other.name) == name)


def _keys(vault: Vault, uses: Usages, note: Note, prop: Property) -> Iterator[str]:
    uses_in_note = sum(other.id == prop.id for other in note.facts.properties)
    if uses_in_note > 1 or uses.with_key(prop.id) != {note.path}:
        return
    for key_id in _others(prop.id, uses.key_ids()):
        facts = vault.notes[min(uses.with_key(key_id))].facts
        yield next(other.key for other in facts.properties if other.id == key_id)


def _others(name: str, names: Iterable[str]) -> Iterator[str]:
    return (other for other in near(name, names) if other != name)
