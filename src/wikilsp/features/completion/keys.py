"""Completes the keys of properties: first the keys of similar notes, then the most used ones."""

from collections import Counter
from collections.abc import Iterator

from wikilsp.features.completion.items import LIMIT, Choice
from wikilsp.features.completion.similar_notes import similar_notes
from wikilsp.features.completion.typed_property import TypedKey
from wikilsp.index.ranking import Fit, SearchText, rank_names
from wikilsp.index.vault_index import VaultIndex
from wikilsp.note import Note
from wikilsp.syntax.keys import is_bookkeeping, key_id
from wikilsp.text import Span
from wikilsp.vault.names import fold


def keys(index: VaultIndex, note: Note, key: TypedKey, *, in_frontmatter: bool = False) -> Iterator[Choice]:
    """Yield the keys that match the typed text, best first."""
    spellings = _spellings(index, note, key)
    similar = similar_notes(index, note)

    def rank(id_: str) -> tuple[bool, int, int, int, int]:
        types, tags, folder = similar.counts(id_)
        return is_bookkeeping(id_), -types, -tags, -folder, -len(index.uses.with_key(id_))

    # Keys of equal rank stay in alphabetical order.
    ids = sorted(spellings, key=lambda id_: fold(spellings[id_]))
    place = {id_: -number for number, id_ in enumerate(sorted(ids, key=rank))}
    places = [place[id_] for id_ in ids]
    search_text = SearchText([fold(spellings[id_]) for id_ in ids])
    for fit, _, at in rank_names(
        key.typed.text, [search_text], LIMIT + 1, lambda _, chosen: map(places.__getitem__, chosen)
    ):
        # The first word of a line is far more often prose than a key, let alone a misspelled one.
        if fit <= Fit.WORDS or in_frontmatter:
            text, notes = spellings[ids[at]], len(index.uses.with_key(ids[at]))
            detail = f"{notes} note{'s' if notes > 1 else ''}"
            yield Choice(text, "key", f"{text}{key.separator}", fit, detail=detail)


def _spellings(index: VaultIndex, note: Note, key: TypedKey) -> dict[str, str]:
    """Return the most used spelling of each key of the vault by its id, without keys that the note must not repeat."""
    found: dict[str, Counter[str]] = {}
    for text, count in index.uses.spellings().items():
        found.setdefault(key_id(text), Counter())[text] = count
    typed_span = _unfinished_key(index, note, key.typed.span)
    dropped = typed_span if key.is_repeatable else typed_span | _page_keys(note, key.typed.span)
    return {id_: max(texts, key=lambda text: (texts[text], text)) for id_, texts in found.items() if id_ not in dropped}


def _page_keys(note: Note, typed_span: Span) -> set[str]:
    """Return the ids of the keys that the page already has, without the key at the cursor."""
    page = (prop for prop in note.facts.properties if prop.scope in ("frontmatter", "page"))
    return {prop.id for prop in page if not typed_span.start <= prop.key_span.start <= typed_span.end}


def _unfinished_key(index: VaultIndex, note: Note, typed_span: Span) -> set[str]:
    """Return the id of the key at the cursor, if it is used nowhere else."""
    properties = note.facts.properties
    typed = {prop.id for prop in properties if typed_span.start <= prop.key_span.start <= typed_span.end}
    others = {prop.id for prop in properties if not typed_span.start <= prop.key_span.start <= typed_span.end}
    return {id_ for id_ in typed - others if index.uses.with_key(id_) <= {note.path}}
