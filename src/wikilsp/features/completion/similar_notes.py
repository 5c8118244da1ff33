"""What is counted of the properties of notes: the keys of all, and of those of one kind; the values of one key."""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import NamedTuple

from wikilsp.features.completion.indices import Indices
from wikilsp.features.referents import decode_value
from wikilsp.note import Note
from wikilsp.syntax.facts import Property, Value
from wikilsp.vault.names import fold

_TYPE = "type"
_MOST_TAGS = 5
_LONGEST_VALUE = 100


class Keys(NamedTuple):
    """The keys of all notes, as they are written."""

    def texts(self, note: Note) -> Iterable[str]:
        """Give those of one note."""
        return (made.key for made in note.facts.properties)


class KeysOfType(NamedTuple):
    """The ids of the keys that the notes have whose property `type` has a value."""

    type: str

    def texts(self, note: Note) -> Iterable[str]:
        """Give those of one note."""
        return (made.id for made in note.facts.properties) if self.type in _types(note) else ()


class Values(NamedTuple):
    """The values of a key, each item of a list by itself."""

    key_id: str

    def texts(self, note: Note) -> Iterable[str]:
        """Give those of one note."""
        texts = (said(made, item) for made in note.facts.properties if made.id == self.key_id for item in made.items)
        return (text for text in texts if len(text) <= _LONGEST_VALUE and text.isprintable())


class SimilarNotes(NamedTuple):
    """How many notes of the kind of one note have each key, by its id: of its types, of its tags, in its folder."""

    of_types: tuple[Mapping[str, int], ...]
    of_tags: tuple[Mapping[str, int], ...]
    in_folder: Mapping[str, int]

    def counts(self, key_id: str) -> tuple[int, int, int]:
        """Give how often notes of the kind have a key; what they share by their type says most."""
        types = sum(counts.get(key_id, 0) for counts in self.of_types)
        tags = sum(counts.get(key_id, 0) for counts in self.of_tags)
        return types, tags, self.in_folder.get(key_id, 0)


def similar_notes(indices: Indices, note: Note) -> SimilarNotes:
    """Give what the notes have that are of a kind with one note."""
    names, uses = indices.names, indices.uses
    tags = islice(dict.fromkeys(fold(tag.name) for tag in note.facts.tags), _MOST_TAGS)
    with_type = uses.with_key(_TYPE)
    return SimilarNotes(
        tuple(names.count(KeysOfType(value), with_type) for value in sorted(_types(note))),
        tuple(map(uses.keys_of_tagged, tags)),
        uses.keys_in_folder(note.folder),
    )


def said(made: Property, item: Value) -> str:
    """Give what an item of a value says: in front matter without the quotes and escapes of YAML."""
    return decode_value(item.text) if made.scope == "frontmatter" else item.text


def _types(note: Note) -> set[str]:
    return {fold(said(made, item)) for made in note.facts.properties if made.id == _TYPE for item in made.items}
