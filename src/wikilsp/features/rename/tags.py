"""Renames tags, with those below them: inline, in the front matter, in the values of properties."""

from collections.abc import Mapping

from wikilsp.features.answers import Read
from wikilsp.features.rename.headings import headings_kept
from wikilsp.features.rename.merge import edited, writable
from wikilsp.features.rename.outcome import RenameRefused, RenameResult
from wikilsp.features.rename.reading import is_read_alike
from wikilsp.features.rename.texts import text_of
from wikilsp.index.graph import Graph
from wikilsp.index.uses import Usages
from wikilsp.note import Note
from wikilsp.syntax.facts import Tag
from wikilsp.syntax.tags import is_tag_name
from wikilsp.syntax.yaml_nodes import escaped_width
from wikilsp.text import Edit, Span
from wikilsp.vault.names import fold


def tag_span(tag: Tag, text: str, linked: Mapping[Span, Span]) -> Span:
    """Give the name of a tag where it is written in the text of its note, without `#` and brackets.

    `linked` has the places of the paths of links, by those of the links.
    """
    start, end = tag.span
    return linked.get(Span(start + 1, end)) or Span(start + text.startswith("#", start), end)


def linked(note: Note) -> Mapping[Span, Span]:
    """Give the places of the paths of a note's links, by those of the links."""
    return {link.span: link.path_span for link in reversed(note.facts.links)}


def renamed_tag(graph: Graph, uses: Usages, old: str, new: str, read: Read) -> RenameResult:
    """Call a tag `new`, with or without `#`, and the tags below it accordingly. Raises `RenameRefused`."""
    dialect = graph.vault.settings.dialect
    old, new = old.removeprefix("#"), new.strip().removeprefix("#")
    if not is_tag_name(new, numeric=dialect.numeric_tags) or "" in new.split("/"):
        raise RenameRefused(f"“#{new}” cannot be a tag: use letters, digits, “-”, “_”, and “/” between names")
    if new == old:
        raise RenameRefused(f"“#{new}” is its name already")
    sources = uses.tagged(old)
    if not sources:
        raise RenameRefused(f"no note has the tag “#{old}”")
    merged = f"#{new}" if uses.subtree(new) and not f"{fold(new)}/".startswith(f"{fold(old)}/") else None
    notes, skipped = writable(graph.vault, sources)
    edits: dict[str, list[Edit]] = {}
    for note in notes:
        text, paths = text_of(note, read), linked(note)
        edits[note.path] = [
            Edit(_beginning(tag, old, tag_span(tag, text, paths), text), new)
            for tag in note.facts.tags
            if f"{fold(tag.name)}/".startswith(f"{fold(old)}/")
        ]
        if not is_read_alike(note, edits[note.path], read, dialect):
            raise RenameRefused(f"“#{new}” would not be read as a tag in “{note.path}”")
    return headings_kept(graph, edited(edits, skipped, merged), read)


def _beginning(tag: Tag, old: str, span: Span, text: str) -> Span:
    """Give the place of the piece of a tag, written at `span`, that is the old name."""
    name = "/".join(tag.name.split("/")[: old.count("/") + 1])
    written = text[slice(*span)]
    # In front matter, a tag may be written with escapes.
    width = len(name) if written.startswith(name) else escaped_width(written, len(name))
    return Span(span.start, span.start + width)
