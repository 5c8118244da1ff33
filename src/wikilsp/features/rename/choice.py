"""What is renamed at an offset of a note. Knows of each kind of thing where its name stands and who renames it."""

from collections.abc import Callable
from typing import NamedTuple

from wikilsp.features.answers import Read
from wikilsp.features.cursor import (
    AliasElement,
    BlockElement,
    DefinitionElement,
    HeadingElement,
    KeyElement,
    LinkElement,
    TagElement,
    ValueElement,
    element_at,
)
from wikilsp.features.places import fragment
from wikilsp.features.referents import strip_quotes
from wikilsp.features.rename.blocks import id_span, renamed_block
from wikilsp.features.rename.files import file_name, new_path, renamed_file
from wikilsp.features.rename.headings import name_span, renamed_heading, title_of
from wikilsp.features.rename.keys import renamed_key
from wikilsp.features.rename.labels import reference_span, renamed_label, renamed_reference
from wikilsp.features.rename.outcome import RenameRange, RenameRefused, RenameResult, check_characters
from wikilsp.features.rename.tags import linked, renamed_tag, tag_span
from wikilsp.features.rename.texts import text_of
from wikilsp.features.rename.values import item_span, renamed_alias, renamed_value
from wikilsp.index.graph import Graph
from wikilsp.index.uses import Usages
from wikilsp.note import Note
from wikilsp.syntax.facts import Heading, Link
from wikilsp.text import Span
from wikilsp.vault.names import without_extension

_NOTHING = "nothing here can be renamed: put the cursor on a link, heading, block id, tag, property, alias or label"


def prepare(graph: Graph, uses: Usages, note: Note, offset: int, read: Read) -> RenameRange:
    """Give what would be renamed at an offset of a note. Raises `RenameRefused` if nothing can be."""
    choice = _chosen(graph, uses, note, offset, read)
    return RenameRange(choice.span, choice.name)


def rename(graph: Graph, uses: Usages, note: Note, offset: int, new: str, read: Read) -> RenameResult:
    """Rename what stands at an offset of a note. Raises `RenameRefused`."""
    check_characters(new)
    return _chosen(graph, uses, note, offset, read).rename(new)


class _Choice(NamedTuple):
    """Something that can be renamed: where it stands, its name, and what makes the changes."""

    span: Span
    name: str
    rename: Callable[[str], RenameResult]


def _chosen(graph: Graph, uses: Usages, note: Note, offset: int, read: Read) -> _Choice:
    thing = element_at(note, offset)
    if isinstance(thing, TagElement | KeyElement | ValueElement):
        return _use(graph, uses, note, thing, read)
    choice: _Choice | None = None
    match thing:
        case LinkElement():
            choice = _in_link(graph, note, thing, read)
        case HeadingElement(heading) if heading == title_of(note):
            choice = _file(graph, note.path, heading.text_span, read, title=True)
        case HeadingElement(heading):
            choice = _heading(graph, note, heading, name_span(note, heading), read)
        case BlockElement(block):
            span = id_span(block)
            choice = _Choice(span, block.id, lambda new: renamed_block(graph, note, block, new, read))
        case AliasElement(alias):
            span = item_span(alias.span, text_of(note, read))
            choice = _Choice(span, alias.text, lambda new: renamed_alias(graph, note, alias, new, read))
        case DefinitionElement(definition):
            choice = _reference(graph, note, definition.label, definition.label_span, read)
    if choice is None:
        raise RenameRefused(_NOTHING)
    return choice


def _use(graph: Graph, uses: Usages, note: Note, thing: TagElement | KeyElement | ValueElement, read: Read) -> _Choice:
    """Choose what has no place of its own, but is made by its uses."""
    match thing:
        case TagElement(tag):
            span = tag_span(tag, text_of(note, read), linked(note))
            return _Choice(span, tag.name, lambda new: renamed_tag(graph, uses, tag.name, new, read))
        case KeyElement(made, span):
            return _Choice(span, made.key, lambda new: renamed_key(graph, uses, made.id, new, read))
        case ValueElement(made, item):
            old, key = strip_quotes(item.text), made.id
            span = item_span(item.span, text_of(note, read))
            return _Choice(span, old, lambda new: renamed_value(graph, uses, key, old, new, read))


def _in_link(graph: Graph, note: Note, on: LinkElement, read: Read) -> _Choice | None:
    link = on.link
    if on.part == "label":
        return _Choice(on.span, link.label or "", lambda new: renamed_label(graph, note, link, new, read))
    if on.part == "reference":
        return _reference(graph, note, link.reference or "", reference_span(link), read)
    if link.reference is not None:
        return None
    resolution = graph.vault.resolve(note, link)
    target = graph.vault.notes.get(resolution.target or "")
    if on.part in ("heading", "block") and target:
        return _inside(graph, target, on, read)
    if resolution.how == "missing":
        raise RenameRefused(f"nothing is named “{link.path}” yet; create it first, or change the link")
    if resolution.how == "ignored":
        raise RenameRefused(f"“{resolution.target}” is no part of the vault, since it is ignored")
    if resolution.target is None or resolution.how == "folder" or not link.path:
        return None
    return _file(graph, resolution.target, _name_span(note, link, read), read)


def _inside(graph: Graph, target: Note, on: LinkElement, read: Read) -> _Choice:
    """Choose the heading or the block that a part of a link names."""
    found = fragment(graph.vault, target, on.link_to_cursor)
    if found is None:
        raise RenameRefused(f"“{target.path}” has no such heading or block")
    if isinstance(found, Heading):
        return _heading(graph, target, found, on.span, read)
    id_span(found)
    return _Choice(on.span, found.id, lambda new: renamed_block(graph, target, found, new, read))


def _file(graph: Graph, path: str, span: Span, read: Read, *, title: bool = False) -> _Choice:
    def renamed(new: str) -> RenameResult:
        return renamed_file(graph, path, new_path(graph.vault, path, new), read, title=title)

    return _Choice(span, file_name(path), renamed)


def _heading(graph: Graph, note: Note, heading: Heading, span: Span, read: Read) -> _Choice:
    text = text_of(note, read)[slice(*name_span(note, heading))]
    return _Choice(span, text, lambda new: renamed_heading(graph, note, heading, new, read))


def _reference(graph: Graph, note: Note, label: str, span: Span, read: Read) -> _Choice:
    return _Choice(span, label, lambda new: renamed_reference(graph.vault, note, label, new, read))


def _name_span(note: Note, link: Link, read: Read) -> Span:
    """Give the last name in the path of a link, without a note's extension."""
    written = text_of(note, read)[slice(*link.path_span)]
    name = written.rpartition("/")[2]
    start = link.path_span.end - len(name)
    return Span(start, start + len(without_extension(name)))
