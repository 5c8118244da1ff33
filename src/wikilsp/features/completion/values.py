"""Completes the values of a property with the values that its key has in other notes."""

from collections.abc import Iterator, Mapping
from heapq import nlargest

from wikilsp.features.completion.frontmatter import write_scalar
from wikilsp.features.completion.items import LIMIT, Choice
from wikilsp.features.completion.similar_notes import Values, value_text
from wikilsp.features.completion.tags import tags
from wikilsp.features.completion.typed_property import TypedValue
from wikilsp.index.ranking import SearchText, rank_names
from wikilsp.index.vault_index import VaultIndex
from wikilsp.note import Note
from wikilsp.syntax.keys import is_bookkeeping, key_id
from wikilsp.text import Span
from wikilsp.vault.names import fold

_TAGS = frozenset(("tags", "tag"))
_NAMES = frozenset(("alias", "aliases"))
"""Keys whose values must be unique: an alias belongs to one note."""
_MOST = 2_000


def values(index: VaultIndex, note: Note, value: TypedValue, *, in_frontmatter: bool = False) -> Iterator[Choice]:
    """Yield the values that match the typed text, best first."""
    id_ = key_id(value.key)
    if in_frontmatter and id_ in _TAGS:
        for choice in tags(index, note, value.typed, hash_sign=False):
            yield choice._replace(insert=f"{value.lead}{choice.insert}")
        return
    if is_bookkeeping(id_) or id_ in _NAMES:
        return
    counts = index.values.count(Values(id_))
    in_place = _values_in_place(note, value.typed.span)
    texts = _filter_rare(
        {text: count for text, count in counts.items() if count > 1 or text not in in_place}, value.typed.text
    )
    ordered = sorted((fold(_search_words(text)), text) for text in texts)
    search_text = SearchText([folded for folded, _ in ordered])
    uses = [counts[text] for _, text in ordered]
    found = rank_names(
        _search_words(value.typed.text), [search_text], LIMIT + 1, lambda _, chosen: map(uses.__getitem__, chosen)
    )
    for fit, _, at in found:
        text = ordered[at][1]
        insert = write_scalar(text) if in_frontmatter else text
        detail = f"{uses[at]} note{'s' if uses[at] > 1 else ''}"
        yield Choice(text, "value", f"{value.lead}{insert}", fit, detail=detail, filter=_search_words(text))


def _values_in_place(note: Note, typed: Span) -> set[str]:
    """Return the values at the cursor."""
    return {
        value_text(prop, item)
        for prop in note.facts.properties
        for item in prop.items
        if item.span.start <= typed.end and typed.start <= item.span.end
    }


def _filter_rare(counts: Mapping[str, int], typed: str) -> list[str]:
    """Return the values to rank: all, or of very many the `_MOST` most used ones that contain the typed text."""
    if len(counts) <= _MOST:
        return list(counts)
    part = typed.strip().casefold()
    fitting = [text for text in counts if part in text.casefold()]
    return nlargest(_MOST, fitting, key=counts.__getitem__)


def _search_words(text: str) -> str:
    """Return a value as users type it to find it, without surrounding brackets, quotes and signs."""
    return text.strip("[]#!\"' ")
