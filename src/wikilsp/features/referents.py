"""What notes speak of: files, headings, blocks, names, tags, properties; and where they do. Knows no cursor."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple, Protocol

from msgspec.structs import replace

from wikilsp.features.answers import Mention
from wikilsp.features.places import fragment, note_place
from wikilsp.index.graph import Graph
from wikilsp.index.uses import Usages
from wikilsp.note import Note
from wikilsp.syntax.definitions import label_key
from wikilsp.syntax.facts import BlockId, Heading, Link, Value
from wikilsp.syntax.yaml_nodes import unescaped
from wikilsp.text import Span
from wikilsp.vault.names import fold
from wikilsp.vault.vault import Vault

_DEEPEST = 100


class Referent(Protocol):
    """Something that notes speak of."""

    def sources(self, graph: Graph, uses: Usages) -> Iterable[str]:
        """Give the paths of the notes that may speak of it."""

    def spans(self, graph: Graph, note: Note) -> Iterator[Span]:
        """Give the places in a note that speak of it."""

    def declaration(self, vault: Vault) -> Mention | None:
        """Give the place that makes it what it is; None where no single place does."""


def mentions(graph: Graph, uses: Usages, subject: Referent) -> Iterator[Mention]:
    """Give every place in the vault that speaks of a subject, by path and position."""
    notes = graph.vault.notes
    for path in sorted(subject.sources(graph, uses)):
        yield from (Mention(path, span) for span in sorted(subject.spans(graph, notes[path])))


class FileReferent(NamedTuple):
    """A note, with all that is in it, or another file."""

    path: str

    def sources(self, graph: Graph, _: Usages) -> Iterable[str]:
        """Give the notes that link to it."""
        return graph.sources(self.path)

    def spans(self, graph: Graph, note: Note) -> Iterator[Span]:
        """Give the links to it, to its headings and to its blocks."""
        return (link.span for link in graph.links_between(note.path, self.path))

    def declaration(self, vault: Vault) -> Mention | None:
        """Give the title or the first line of a note."""
        note = vault.notes.get(self.path)
        return Mention(self.path, note_place(note).selection) if note else None


class HeadingReferent(NamedTuple):
    """A heading of the note at `path`."""

    path: str
    heading: Heading

    def sources(self, graph: Graph, _: Usages) -> Iterable[str]:
        """Give the notes that link to the note."""
        return graph.sources(self.path)

    def spans(self, graph: Graph, note: Note) -> Iterator[Span]:
        """Give the links to the note whose path of headings has this one in it."""
        target = graph.vault.notes[self.path]
        for link in graph.links_between(note.path, self.path):
            if any(fragment(graph.vault, target, step) == self.heading for step in _steps(link)):
                yield link.span

    def declaration(self, _: Vault) -> Mention | None:
        """Give the text of the heading."""
        return Mention(self.path, self.heading.text_span)


class BlockReferent(NamedTuple):
    """A block with an id, of the note at `path`."""

    path: str
    block: BlockId

    def sources(self, graph: Graph, _: Usages) -> Iterable[str]:
        """Give the notes that link to the note."""
        return graph.sources(self.path)

    def spans(self, graph: Graph, note: Note) -> Iterator[Span]:
        """Give the links to the block."""
        target = graph.vault.notes[self.path]
        for link in graph.links_between(note.path, self.path):
            if link.block is not None and graph.vault.block(target, link) == self.block:
                yield link.span

    def declaration(self, _: Vault) -> Mention | None:
        """Give the id where it names the block."""
        return Mention(self.path, self.block.span)


class AliasReferent(NamedTuple):
    """An alias of the note at `path`."""

    path: str
    alias: Value

    def sources(self, graph: Graph, _: Usages) -> Iterable[str]:
        """Give the notes that link to the note."""
        return graph.sources(self.path)

    def spans(self, graph: Graph, note: Note) -> Iterator[Span]:
        """Give the links to the note that call it by the alias, as their target or as their label."""
        name = fold(self.alias.text)
        for link in graph.links_between(note.path, self.path):
            if name in (fold(link.path), fold(link.label or "")):
                yield link.span

    def declaration(self, _: Vault) -> Mention | None:
        """Give the item of the list of aliases."""
        return Mention(self.path, self.alias.span)


class NameReferent(NamedTuple):
    """A name that links say although nothing has it."""

    name: str

    def sources(self, graph: Graph, _: Usages) -> Iterable[str]:
        """Give the notes that wait for something of this name."""
        return {edge.source for edge in graph.waiting(self.name)}

    def spans(self, graph: Graph, note: Note) -> Iterator[Span]:
        """Give the links that say it."""
        name = fold(self.name)
        for edge in graph.links(note.path):
            if edge.resolution.how == "missing" and fold(edge.link.path) == name:
                yield edge.link.span

    def declaration(self, _: Vault) -> Mention | None:
        """There is none."""
        return None


class TagReferent(NamedTuple):
    """A tag and those below it."""

    name: str

    def sources(self, _: Graph, uses: Usages) -> Iterable[str]:
        """Give the notes that use them."""
        return uses.tagged(self.name)

    def spans(self, _: Graph, note: Note) -> Iterator[Span]:
        """Give the tags."""
        name = fold(self.name)
        for tag in note.facts.tags:
            other = fold(tag.name)
            if other == name or other.startswith(f"{name}/"):
                yield tag.span

    def declaration(self, _: Vault) -> Mention | None:
        """Every use of a tag makes it."""
        return None


class KeyReferent(NamedTuple):
    """A property, whatever the syntax and the spelling of its key."""

    id: str

    def sources(self, _: Graph, uses: Usages) -> Iterable[str]:
        """Give the notes that have it."""
        return uses.with_key(self.id)

    def spans(self, _: Graph, note: Note) -> Iterator[Span]:
        """Give the keys."""
        return (made.key_span for made in note.facts.properties if made.id == self.id)

    def declaration(self, _: Vault) -> Mention | None:
        """Every use of a property makes it."""
        return None


class ValueReferent(NamedTuple):
    """A value that a property has, alone or in a list."""

    id: str
    value: str

    def sources(self, _: Graph, uses: Usages) -> Iterable[str]:
        """Give the notes that have the property."""
        return uses.with_key(self.id)

    def spans(self, _: Graph, note: Note) -> Iterator[Span]:
        """Give the items that are this value."""
        value = fold(self.value)
        for made in note.facts.properties:
            if made.id == self.id:
                yield from (item.span for item in made.items if fold(unquoted(item.text)) == value)

    def declaration(self, _: Vault) -> Mention | None:
        """Every use of a value makes it."""
        return None


class LabelReferent(NamedTuple):
    """The label of a reference definition, which means something in the note at `path` only."""

    path: str
    label: str

    def sources(self, _: Graph, __: Usages) -> Iterable[str]:
        """Give the note."""
        return (self.path,)

    def spans(self, _: Graph, note: Note) -> Iterator[Span]:
        """Give the links that have their destination from the definition."""
        key = label_key(self.label)
        for link in note.facts.links:
            if link.reference is not None and label_key(link.reference) == key:
                yield link.span

    def declaration(self, vault: Vault) -> Mention | None:
        """Give the label at the definition."""
        definitions = vault.notes[self.path].facts.definitions
        key = label_key(self.label)
        found = (made.label_span for made in definitions if label_key(made.label) == key)
        span = next(found, None)
        return Mention(self.path, span) if span else None


def unquoted(text: str) -> str:
    """Give the text of a value without the quotes around it."""
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text


def meant(text: str) -> str:
    """Give what a value means: without the quotes around it, and what YAML writes in another way in them as it is."""
    inside = unquoted(text)
    return unescaped(inside, text[0]) if inside != text else text


def _steps(link: Link) -> Iterator[Link]:
    """Give a link to each of the headings that its path goes through, the last one first.

    No note has headings as deep as some paths are long.
    """
    last = min(len(link.headings), _DEEPEST)
    return (replace(link, headings=link.headings[:end]) for end in range(last, 0, -1))
