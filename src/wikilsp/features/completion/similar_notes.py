"""Counts values of all notes, and keys of the notes that are similar to one note."""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import NamedTuple

from wikilsp.features.referents import decode_value
from wikilsp.index.vault_index import VaultIndex
from wikilsp.note import Note
from wikilsp.syntax.facts import Property, Value
from wikilsp.vault.names import fold

_TYPE = "type"
_MOST_TAGS = 5
_LONGEST_VALUE = 100


class KeysOfType(NamedTuple):
    """Counts the key ids of the notes whose `type` property has a value."""

    type: str
    key_id: str = _TYPE

    def texts(self, note: Note) -> Iterable[str]:
        """Return the key ids of one note."""
        return (prop.id for prop in note.facts.properties) if self.type in _types(note) else ()


class Values(NamedTuple):
    """Counts the values of a key, each item of a list by itself."""

    key_id: str

    def texts(self, note: Note) -> Iterable[str]:
        """Return the values of one note."""
        texts = (
            value_text(prop, item) for prop in note.facts.properties if prop.id == self.key_id for item in prop.items
        )
        return (text for text in texts if len(text) <= _LONGEST_VALUE and text.isprintable())


class SimilarNotes(NamedTuple):
    """The number of similar notes that have each key id: notes of the same type, with the same tags, in the folder."""

    of_types: tuple[Mapping[str, int], ...]
    of_tags: tuple[Mapping[str, int], ...]
    in_folder: Mapping[str, int]

    def counts(self, key_id: str) -> tuple[int, int, int]:
        """Return the number of notes with a key by type, tag and folder, in descending order of relevance."""
        types = sum(counts.get(key_id, 0) for counts in self.of_types)
        tags = sum(counts.get(key_id, 0) for counts in self.of_tags)
        return types, tags, self.in_folder.get(key_id, 0)


def similar_notes(index: VaultIndex, note: Note) -> SimilarNotes:
    """Count the keys of the notes that are similar to a note."""
    uses = index.uses
    tags = islice(dict.fromkeys(fold(tag.name) for tag in note.facts.tags), _MOST_TAGS)
    return SimilarNotes(
        tuple(index.values.count(KeysOfType(value)) for value in sorted(_types(note))),
        tuple(map(uses.keys_of_tagged, tags)),
        uses.keys_in_folder(note.folder),
    )


def value_text(prop: Property, item: Value) -> str:
    """Return the text of an item of a value, without the quotes and escapes of YAML in front matter."""
    return decode_value(item.text) if prop.scope == "frontmatter" else item.text


def _types(note: Note) -> set[str]:
    return {fold(value_text(prop, item)) for prop in note.facts.properties if prop.id == _TYPE for item in prop.items}
