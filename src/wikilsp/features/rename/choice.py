"""Chooses what to rename at an offset of a note: finds the span of its name and the function that renames it."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from wikilsp.features.answers import TextReader
from wikilsp.features.cursor import (
    AliasElement,
    BlockElement,
    DefinitionElement,
    FootnoteElement,
    HeadingElement,
    KeyElement,
    LinkElement,
    TagElement,
    ValueElement,
    element_at,
)
from wikilsp.features.places import fragment
from wikilsp.features.referents import strip_quotes
from wikilsp.features.rename.blocks import id_span, rename_block
from wikilsp.features.rename.files import new_path, rename_file
from wikilsp.features.rename.footnotes import rename_footnote
from wikilsp.features.rename.headings import name_span, rename_heading, title_of
from wikilsp.features.rename.keys import rename_key
from wikilsp.features.rename.labels import reference_span, rename_label, rename_reference
from wikilsp.features.rename.result import RenameRange, RenameRefused, RenameResult, check_characters
from wikilsp.features.rename.tags import link_path_spans, rename_tag, tag_span
from wikilsp.features.rename.texts import text_of
from wikilsp.features.rename.values import item_span, rename_alias, rename_value
from wikilsp.index.graph import Graph
from wikilsp.index.uses import Usages
from wikilsp.note import Note
from wikilsp.syntax.facts import Heading, Link
from wikilsp.text import Span
from wikilsp.vault.name_registry import is_page_file, link_name
from wikilsp.vault.names import base_name, without_extension

_NOTHING = (
    "nothing to rename here: put the cursor on a link, heading, block id, footnote, tag, property, alias or label"
)


def prepare(graph: Graph, uses: Usages, note: Note, offset: int, read: TextReader) -> RenameRange:
    """Return the span and name to rename at an offset of a note. Raise `RenameRefused` if nothing can be renamed."""
    choice = _choose(graph, uses, note, offset, read)
    return RenameRange(choice.span, choice.name)


def rename(graph: Graph, uses: Usages, note: Note, offset: int, new: str, read: TextReader) -> RenameResult:
    """Rename the symbol at an offset of a note. Raise `RenameRefused`."""
    check_characters(new)
    return _choose(graph, uses, note, offset, read).rename(new)


class _Choice(NamedTuple):
    """The span to edit, the current name, and the function that renames it."""

    span: Span
    name: str
    rename: Callable[[str], RenameResult]


def _choose(graph: Graph, uses: Usages, note: Note, offset: int, read: TextReader) -> _Choice:
    element = element_at(note, offset)
    if isinstance(element, TagElement | KeyElement | ValueElement):
        return _choose_use(graph, uses, note, element, read)
    choice: _Choice | None = None
    match element:
        case LinkElement():
            choice = _choose_in_link(graph, note, element, read)
        case HeadingElement(heading) if heading == title_of(note):
            choice = _choose_file(graph, note.path, heading.text_span, read, title=True)
        case HeadingElement(heading):
            choice = _choose_heading(graph, note, heading, name_span(note, heading), read)
        case BlockElement(block):
            span = id_span(block)
            choice = _Choice(span, block.id, lambda new: rename_block(graph, note, block, new, read))
        case FootnoteElement(footnote):
            rename_to = partial(rename_footnote, graph, note, footnote, read=read)
            choice = _Choice(footnote.id_span, footnote.id, rename_to)
        case AliasElement(alias):
            span = item_span(alias.span, text_of(note, read))
            choice = _Choice(span, alias.text, lambda new: rename_alias(graph, note, alias, new, read))
        case DefinitionElement(definition):
            choice = _choose_reference(graph, note, definition.label, definition.label_span, read)
    if choice is None:
        raise RenameRefused(_NOTHING)
    return choice


def _choose_use(
    graph: Graph, uses: Usages, note: Note, element: TagElement | KeyElement | ValueElement, read: TextReader
) -> _Choice:
    """Choose a tag, key or value, which has no declaration, only uses."""
    match element:
        case TagElement(tag):
            span = tag_span(tag, text_of(note, read), link_path_spans(note))
            return _Choice(span, tag.name, lambda new: rename_tag(graph, uses, tag.name, new, read))
        case KeyElement(prop, span):
            return _Choice(span, prop.key, lambda new: rename_key(graph, uses, prop.id, new, read))
        case ValueElement(prop, item):
            old, key = strip_quotes(item.text), prop.id
            span = item_span(item.span, text_of(note, read))
            return _Choice(span, old, lambda new: rename_value(graph, uses, key, old, new, read))


def _choose_in_link(graph: Graph, note: Note, element: LinkElement, read: TextReader) -> _Choice | None:
    link = element.link
    if element.part == "label":
        return _Choice(element.span, link.label or "", lambda new: rename_label(graph, note, link, new, read))
    if element.part == "reference":
        return _choose_reference(graph, note, link.reference or "", reference_span(link), read)
    if link.reference is not None:
        return None
    resolution = graph.vault.resolve(note, link)
    target = graph.vault.notes.get(resolution.target or "")
    if element.part in ("heading", "block") and target:
        return _choose_fragment(graph, target, element, read)
    if resolution.how == "missing":
        raise RenameRefused(f"“{link.path}” does not exist yet; create it first, or change the link")
    if resolution.how == "ignored":
        raise RenameRefused(f"“{resolution.target}” is ignored, so it is not part of the vault")
    if resolution.target is None or resolution.how == "folder" or not link.path:
        return None
    span = link.path_span if graph.vault.registry.journal(link.path) else _name_span(note, link, read)
    return _choose_file(graph, resolution.target, span, read)


def _choose_fragment(graph: Graph, target: Note, element: LinkElement, read: TextReader) -> _Choice:
    """Choose the heading or block that a part of a link names."""
    found = fragment(graph.vault, target, element.link_to_cursor)
    if found is None:
        raise RenameRefused(f"“{target.path}” has no such heading or block")
    if isinstance(found, Heading):
        return _choose_heading(graph, target, found, element.span, read)
    id_span(found)
    return _Choice(element.span, found.id, lambda new: rename_block(graph, target, found, new, read))


def _choose_file(graph: Graph, path: str, span: Span, read: TextReader, *, title: bool | None = None) -> _Choice:
    def rename_to(new: str) -> RenameResult:
        return rename_file(graph, path, new_path(graph.vault, path, new), read, title=title)

    is_page = path in graph.vault.notes or is_page_file(path, graph.vault.settings.dialect)
    return _Choice(span, link_name(path, graph.vault.settings.dialect) if is_page else base_name(path), rename_to)


def _choose_heading(graph: Graph, note: Note, heading: Heading, span: Span, read: TextReader) -> _Choice:
    text = text_of(note, read)[slice(*name_span(note, heading))]
    return _Choice(span, text, lambda new: rename_heading(graph, note, heading, new, read))


def _choose_reference(graph: Graph, note: Note, label: str, span: Span, read: TextReader) -> _Choice:
    return _Choice(span, label, lambda new: rename_reference(graph.vault, note, label, new, read))


def _name_span(note: Note, link: Link, read: TextReader) -> Span:
    """Return the span of the last name in the path of a link, without the extension of a note."""
    path_text = text_of(note, read)[slice(*link.path_span)]
    name = path_text.rpartition("/")[2]
    start = link.path_span.end - len(name)
    return Span(start, start + len(without_extension(name)))
