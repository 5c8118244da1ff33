"""Referents, such as files, headings, tags and keys, and the mentions of each in the vault."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple, Protocol

from msgspec.structs import replace

from wikilsp.features.answers import Mention
from wikilsp.features.footnotes import definition_of, footnotes_with
from wikilsp.features.places import fragment, note_place
from wikilsp.index.graph import Graph
from wikilsp.index.uses import Usages
from wikilsp.note import Note
from wikilsp.syntax.definitions import label_key
from wikilsp.syntax.facts import BlockId, Heading, Link, Value
from wikilsp.syntax.yaml_nodes import unescape_scalar
from wikilsp.text import Span
from wikilsp.vault.names import fold
from wikilsp.vault.vault import Vault

_DEEPEST = 100


class Referent(Protocol):
    """Something that notes mention."""

    def sources(self, graph: Graph, uses: Usages) -> Iterable[str]:
        """Return the paths of the notes that may mention it."""

    def spans(self, graph: Graph, note: Note) -> Iterator[Span]:
        """Yield the spans of its mentions in a note."""

    def declaration(self, vault: Vault) -> Mention | None:
        """Return the place that declares it; None if no single place does."""


def mentions(graph: Graph, uses: Usages, referent: Referent) -> Iterator[Mention]:
    """Yield every mention of a referent in the vault, sorted by path and position."""
    notes = graph.vault.notes
    for path in sorted(referent.sources(graph, uses)):
        yield from (Mention(path, span) for span in sorted(referent.spans(graph, notes[path])))


class FileReferent(NamedTuple):
    """A note with its headings and blocks, or an attachment."""

    path: str

    def sources(self, graph: Graph, _: Usages) -> Iterable[str]:
        """Return the notes that link to it."""
        return graph.sources(self.path)

    def spans(self, graph: Graph, note: Note) -> Iterator[Span]:
        """Yield the links to it, to its headings and to its blocks."""
        return (link.span for link in graph.links_between(note.path, self.path))

    def includes(self, _: Vault, __: Link) -> bool:
        """Whether a link to its file mentions it."""
        return True

    def declaration(self, vault: Vault) -> Mention | None:
        """Return the title or the first line of a note."""
        note = vault.notes.get(self.path)
        return Mention(self.path, note_place(note).selection) if note else None


class HeadingReferent(NamedTuple):
    """A heading of the note at `path`."""

    path: str
    heading: Heading

    def sources(self, graph: Graph, _: Usages) -> Iterable[str]:
        """Return the notes that link to its note."""
        return graph.sources(self.path)

    def spans(self, graph: Graph, note: Note) -> Iterator[Span]:
        """Yield the links whose fragment leads to it or through it."""
        links = graph.links_between(note.path, self.path)
        return (link.span for link in links if self.includes(graph.vault, link))

    def includes(self, vault: Vault, link: Link) -> bool:
        """Whether a link to its note mentions it."""
        target = vault.notes[self.path]
        return any(fragment(vault, target, step) == self.heading for step in links_to_headings(link))

    def declaration(self, _: Vault) -> Mention | None:
        """Return the text of the heading."""
        return Mention(self.path, self.heading.text_span)


class BlockReferent(NamedTuple):
    """A block of the note at `path`, by its id."""

    path: str
    block: BlockId

    def sources(self, graph: Graph, _: Usages) -> Iterable[str]:
        """Return the notes that link to its note."""
        return graph.sources(self.path)

    def spans(self, graph: Graph, note: Note) -> Iterator[Span]:
        """Yield the links to the block."""
        links = graph.links_between(note.path, self.path)
        return (link.span for link in links if self.includes(graph.vault, link))

    def includes(self, vault: Vault, link: Link) -> bool:
        """Whether a link to its note mentions it."""
        fragments = vault.fragments(vault.notes[self.path])
        return any(fragments.block(each.block) == self.block for each in link.to_blocks)

    def declaration(self, _: Vault) -> Mention | None:
        """Return the id at the end of the block."""
        return Mention(self.path, self.block.span)


class AliasReferent(NamedTuple):
    """An alias of the note at `path`."""

    path: str
    alias: Value

    def sources(self, graph: Graph, _: Usages) -> Iterable[str]:
        """Return the notes that link to its note."""
        return graph.sources(self.path)

    def spans(self, graph: Graph, note: Note) -> Iterator[Span]:
        """Yield the links to its note that have the alias as their target or label."""
        name = fold(self.alias.text)
        for link in graph.links_between(note.path, self.path):
            if name in (fold(link.path), fold(link.label or "")):
                yield link.span

    def declaration(self, _: Vault) -> Mention | None:
        """Return the item of `aliases`."""
        return Mention(self.path, self.alias.span)


class NameReferent(NamedTuple):
    """The target of links to a missing note or file."""

    name: str

    def sources(self, graph: Graph, _: Usages) -> Iterable[str]:
        """Return the notes with a link to this name."""
        return graph.missing_sources(self.name)

    def spans(self, graph: Graph, note: Note) -> Iterator[Span]:
        """Yield the unresolved links to this name."""
        return (edge.link.span for edge in graph.missing_links_in(note.path, self.name))

    def declaration(self, _: Vault) -> Mention | None:
        """Return None, since nothing has this name."""
        return None


class TagReferent(NamedTuple):
    """A tag and the tags nested below it."""

    name: str

    def sources(self, _: Graph, uses: Usages) -> Iterable[str]:
        """Return the notes that use one of them."""
        return uses.tagged(self.name)

    def spans(self, _: Graph, note: Note) -> Iterator[Span]:
        """Yield the uses of them."""
        name = fold(self.name)
        for tag in note.facts.tags:
            other = fold(tag.name)
            if other == name or other.startswith(f"{name}/"):
                yield tag.span

    def declaration(self, _: Vault) -> Mention | None:
        """Return None, since every use of a tag declares it."""
        return None


class KeyReferent(NamedTuple):
    """A property key, in any syntax and spelling."""

    id: str

    def sources(self, _: Graph, uses: Usages) -> Iterable[str]:
        """Return the notes that have the key."""
        return uses.with_key(self.id)

    def spans(self, _: Graph, note: Note) -> Iterator[Span]:
        """Yield the uses of the key."""
        return (prop.key_span for prop in note.facts.properties if prop.id == self.id)

    def declaration(self, _: Vault) -> Mention | None:
        """Return None, since every use of a key declares it."""
        return None


class ValueReferent(NamedTuple):
    """A value of a property, alone or in a list."""

    id: str
    value: str

    def sources(self, _: Graph, uses: Usages) -> Iterable[str]:
        """Return the notes that have the property."""
        return uses.with_key(self.id)

    def spans(self, _: Graph, note: Note) -> Iterator[Span]:
        """Yield the items with this value."""
        value = fold(self.value)
        for prop in note.facts.properties:
            if prop.id == self.id:
                yield from (item.span for item in prop.items if fold(strip_quotes(item.text)) == value)

    def declaration(self, _: Vault) -> Mention | None:
        """Return None, since every use of a value declares it."""
        return None


class LabelReferent(NamedTuple):
    """The label of a reference definition, which is local to the note at `path`."""

    path: str
    label: str

    def sources(self, _: Graph, __: Usages) -> Iterable[str]:
        """Return its note."""
        return (self.path,)

    def spans(self, _: Graph, note: Note) -> Iterator[Span]:
        """Yield the links that use the definition."""
        key = label_key(self.label)
        for link in note.facts.links:
            if link.reference is not None and label_key(link.reference) == key:
                yield link.span

    def declaration(self, vault: Vault) -> Mention | None:
        """Return the label at the definition."""
        definitions = vault.notes[self.path].facts.definitions
        key = label_key(self.label)
        span = next((each.label_span for each in definitions if label_key(each.label) == key), None)
        return Mention(self.path, span) if span else None


class FootnoteReferent(NamedTuple):
    """A footnote, which is local to the note at `path`, by the key of its id."""

    path: str
    key: str

    def sources(self, _: Graph, __: Usages) -> Iterable[str]:
        """Return its note."""
        return (self.path,)

    def spans(self, _: Graph, note: Note) -> Iterator[Span]:
        """Yield its references, and the definitions after the first one."""
        first = definition_of(note, self.key)
        return (other.span for other in footnotes_with(note, self.key) if other is not first)

    def declaration(self, vault: Vault) -> Mention | None:
        """Return the id at the first definition."""
        first = definition_of(vault.notes[self.path], self.key)
        return Mention(self.path, first.span) if first else None


def strip_quotes(text: str) -> str:
    """Return the text of a value without the quotes around it."""
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text


def decode_value(text: str) -> str:
    """Decode a YAML scalar: strip the quotes around it and resolve the escapes within them."""
    inside = strip_quotes(text)
    return unescape_scalar(inside, text[0]) if inside != text else text


def links_to_headings(link: Link) -> Iterator[Link]:
    """Yield a link to each of the headings that a link names, the last one first.

    At most `_DEEPEST`, since a hostile note may name any number.
    """
    last = min(len(link.headings), _DEEPEST)
    return (replace(link, headings=link.headings[:end]) for end in range(last, 0, -1))
