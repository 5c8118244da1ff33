"""The keys of properties that may be typed: those that notes of the same kind have first, then those that most have."""

from collections import Counter
from collections.abc import Iterator

from wikilsp.features.completion.indices import Indices
from wikilsp.features.completion.items import LIMIT, Choice
from wikilsp.features.completion.similar_notes import Keys, similar_notes
from wikilsp.features.completion.typed_property import TypedKey
from wikilsp.index.ranking import Fit, SearchText, ranked
from wikilsp.note import Note
from wikilsp.syntax.keys import is_bookkeeping, key_id
from wikilsp.text import Span
from wikilsp.vault.names import fold


def keys(indices: Indices, note: Note, key: TypedKey, *, in_frontmatter: bool = False) -> Iterator[Choice]:
    """Give the keys that fit what is typed, best first."""
    spellings = _spellings(indices, note, key)
    shared = similar_notes(indices, note)

    def rank(made: str) -> tuple[bool, int, int, int, int]:
        types, tags, folder = shared.counts(made)
        return is_bookkeeping(made), -types, -tags, -folder, -len(indices.uses.with_key(made))

    # What nobody has told apart yet stays in the order of the alphabet.
    ids = sorted(spellings, key=lambda made: fold(spellings[made]))
    place = {made: -number for number, made in enumerate(sorted(ids, key=rank))}
    places = [place[made] for made in ids]
    spelt = SearchText([fold(spellings[made]) for made in ids])
    for fit, _, at in ranked(key.typed.text, [spelt], LIMIT + 1, lambda _, chosen: map(places.__getitem__, chosen)):
        # What begins a line is a word of prose far more often than a key, let alone a misspelt one.
        if fit <= Fit.WORDS or in_frontmatter:
            text, notes = spellings[ids[at]], len(indices.uses.with_key(ids[at]))
            detail = f"{notes} note{'s' if notes > 1 else ''}"
            yield Choice(text, "key", f"{text}{key.separator}", fit, detail=detail)


def _spellings(indices: Indices, note: Note, key: TypedKey) -> dict[str, str]:
    """Give the keys of the vault as most notes write them, by their ids; none that would stand in the note twice."""
    found: dict[str, Counter[str]] = {}
    counts = indices.names.count(Keys(), indices.vault.notes)
    for text, count in counts.items():
        found.setdefault(key_id(text), Counter())[text] = count
    typed = _typed_only(indices, note, key.typed.span)
    dropped = typed if key.is_repeatable else typed | _on_page(note, key.typed.span)
    return {
        made: max(texts, key=lambda text: (texts[text], text)) for made, texts in found.items() if made not in dropped
    }


def _on_page(note: Note, typed: Span) -> set[str]:
    """Give the ids of the keys that the page has already, but for the one that is just typed."""
    page = (made for made in note.facts.properties if made.scope in ("frontmatter", "page"))
    return {made.id for made in page if not typed.start <= made.key_span.start <= typed.end}


def _typed_only(indices: Indices, note: Note, typed: Span) -> set[str]:
    """Give the id of the key that is just typed, if nothing else has it."""
    properties = note.facts.properties
    here = {made.id for made in properties if typed.start <= made.key_span.start <= typed.end}
    others = {made.id for made in properties if not typed.start <= made.key_span.start <= typed.end}
    return {made for made in here - others if indices.uses.with_key(made) <= {note.path}}
