"""The values that a property may have: those that notes have given to its key, links and tags among them."""

from collections.abc import Iterator, Mapping
from heapq import nlargest

from wikilsp.features.completion.frontmatter import written
from wikilsp.features.completion.indices import Indices
from wikilsp.features.completion.items import LIMIT, Choice
from wikilsp.features.completion.similar_notes import Values, said
from wikilsp.features.completion.tags import tags
from wikilsp.features.completion.typed_property import TypedValue
from wikilsp.index.ranking import SearchText, ranked
from wikilsp.note import Note
from wikilsp.syntax.keys import is_bookkeeping, key_id
from wikilsp.text import Span
from wikilsp.vault.names import fold

_TAGS = frozenset(("tags", "tag"))
_NAMES = frozenset(("alias", "aliases"))
"""What these say is a name of its note, so another note cannot say it."""
_MOST = 2_000


def values(indices: Indices, note: Note, value: TypedValue, *, in_frontmatter: bool = False) -> Iterator[Choice]:
    """Give the values that fit what is typed, best first."""
    made = key_id(value.key)
    if in_frontmatter and made in _TAGS:
        for choice in tags(indices, note, value.typed, hash_sign=False):
            yield choice._replace(insert=f"{value.lead}{choice.insert}")
        return
    if is_bookkeeping(made) or made in _NAMES:
        return
    counts = indices.names.count(Values(made), indices.uses.with_key(made))
    own = _typed_now(note, value.typed.span)
    texts = _likely({text: count for text, count in counts.items() if count > 1 or text not in own}, value.typed.text)
    ordered = sorted((fold(_seen(text)), text) for text in texts)
    spelt = SearchText([folded for folded, _ in ordered])
    uses = [counts[text] for _, text in ordered]
    found = ranked(_seen(value.typed.text), [spelt], LIMIT + 1, lambda _, chosen: map(uses.__getitem__, chosen))
    for fit, _, at in found:
        text = ordered[at][1]
        insert = written(text) if in_frontmatter else text
        detail = f"{uses[at]} note{'s' if uses[at] > 1 else ''}"
        yield Choice(text, "value", f"{value.lead}{insert}", fit, detail=detail, filter=_seen(text))


def _typed_now(note: Note, typed: Span) -> set[str]:
    """Give what stands where something is typed."""
    return {
        said(made, item)
        for made in note.facts.properties
        for item in made.items
        if item.span.start <= typed.end and typed.start <= item.span.end
    }


def _likely(counts: Mapping[str, int], typed: str) -> list[str]:
    """Leave out the rare ones of very many values, such as dates, unless they hold what is typed."""
    if len(counts) <= _MOST:
        return list(counts)
    part = typed.strip().casefold()
    fitting = [text for text in counts if part in text.casefold()]
    return nlargest(_MOST, fitting, key=counts.__getitem__)


def _seen(text: str) -> str:
    """Give what a person types to find a value: the words in it, not the signs before and behind them."""
    return text.strip("[]#!\"' ")
