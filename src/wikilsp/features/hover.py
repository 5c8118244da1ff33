"""Hover: Markdown about the link, footnote, tag or key under the cursor."""

from collections import Counter
from collections.abc import Iterable
from itertools import islice
from typing import NamedTuple

from wikilsp.features import preview
from wikilsp.features.cursor import (
    DefinitionElement,
    FootnoteElement,
    KeyElement,
    LinkElement,
    TagElement,
    element_at,
)
from wikilsp.features.footnotes import definition_of, definition_text
from wikilsp.features.places import fragment, is_fragment_missing
from wikilsp.features.referents import BlockReferent, FileReferent, HeadingReferent, strip_quotes
from wikilsp.features.rendering import FileLinks, code, render, table
from wikilsp.index.graph import Graph
from wikilsp.index.uses import Usages
from wikilsp.note import Note
from wikilsp.syntax.facts import BlockId, Footnote, Heading, Link, Property, Tag
from wikilsp.targets import fragment_text
from wikilsp.text import Span
from wikilsp.vault.names import fold
from wikilsp.vault.resolve import Resolution

_MOST_OTHERS = 10
_IMAGES = (".apng", ".avif", ".bmp", ".gif", ".ico", ".jpeg", ".jpg", ".png", ".svg", ".webp")


class Hover(NamedTuple):
    """Markdown to show, and the span of the note that it describes."""

    markdown: str
    span: Span


def hover(graph: Graph, uses: Usages, note: Note, offset: int, files: FileLinks) -> Hover | None:
    """Return the hover for the element at an offset of a note; None over plain text."""
    markdown = None
    element = element_at(note, offset)
    match element:
        case LinkElement():
            markdown = _link(graph, uses, note, element.link_to_cursor, files)
        case DefinitionElement(definition) if definition.link:
            markdown = _link(graph, uses, note, definition.link, files)
        case FootnoteElement(footnote) if not footnote.is_definition:
            markdown = _footnote(graph, note, footnote, files)
        case TagElement(tag):
            markdown = _tag(uses, tag)
        case KeyElement(prop):
            markdown = _key(graph, uses, prop)
    return Hover(markdown, element.span) if element and markdown else None


# Links


def _link(graph: Graph, uses: Usages, note: Note, link: Link, files: FileLinks) -> str | None:
    resolution = graph.vault.resolve(note, link)
    if resolution.how == "external":
        return code(link.path)
    if resolution.how == "missing":
        return None if link.quiet else _missing(graph, link)
    if resolution.target is None:
        return f"**{code(link.path)}** is outside the vault."
    target = graph.vault.notes.get(resolution.target)
    if target is None:
        return _file(graph, uses, resolution, files)
    return _note(graph, uses, target, link, resolution, files)


def _missing(graph: Graph, link: Link) -> str:
    waiting = len(graph.missing_sources(link.path))
    verb = "links" if waiting == 1 else "link"
    return f"{code(link.path)} does not exist yet; {_format_count(waiting, 'note')} {verb} to it."


def _file(graph: Graph, uses: Usages, resolution: Resolution, files: FileLinks) -> str:
    path = resolution.target or ""
    name = f"**{code(path or '/')}**"
    if resolution.how == "folder":
        return f"{name} is a folder."
    if resolution.how == "ignored":
        return f"{name} is not part of the vault: it is ignored or excluded."
    head = f"{name} · {_backlink_count(graph, uses, FileReferent(path))}"
    return f"{head}\n\n![]({files.uri(path)})" if path.lower().endswith(_IMAGES) else head


def _note(graph: Graph, uses: Usages, target: Note, link: Link, resolution: Resolution, files: FileLinks) -> str:
    """Return Markdown about a note, or about the section or block that the link names.

    The preview comes last, since it may open a block that nothing closes.
    """
    found, text = fragment(graph.vault, target, link), files.read(target.path)
    referent: FileReferent | HeadingReferent | BlockReferent = FileReferent(target.path)
    excerpt = ""
    if isinstance(found, Heading):
        referent = HeadingReferent(target.path, found)
        excerpt = preview.section(target, found, text or "")
    elif isinstance(found, BlockId):
        referent = BlockReferent(target.path, found)
        excerpt = preview.block(target, found, text or "", graph.vault.settings.dialect)
    elif text:
        excerpt = preview.beginning(target, text)
    parts = [f"**{code(target.path)}** · {_backlink_count(graph, uses, referent)}"]
    if is_fragment_missing(graph.vault, target, link):
        parts.append(f"{code(fragment_text(link))} not found in this note.")
    if resolution.others:
        left = len(resolution.others) - _MOST_OTHERS
        more = f" and {left:,} more" if left > 0 else ""
        names = ", ".join(map(code, islice(resolution.others, _MOST_OTHERS)))
        parts.append(f"Others with this name: {names}{more}")
    parts.append(preview.properties(target))
    if excerpt:
        parts += ["---", render(graph.vault, target, excerpt, files)]
    return "\n\n".join(filter(None, parts))


def _backlink_count(graph: Graph, uses: Usages, referent: FileReferent | HeadingReferent | BlockReferent) -> str:
    """Return in words how many other notes link to a file, heading or block."""
    sources = set(referent.sources(graph, uses)) - {referent.path}
    if not isinstance(referent, FileReferent):
        sources = {source for source in sources if any(referent.spans(graph, graph.vault.notes[source]))}
    count = len(sources)
    return f"linked from {_format_count(count, 'note')}" if count else "linked from no other note"


# Footnotes, tags and properties


def _footnote(graph: Graph, note: Note, footnote: Footnote, files: FileLinks) -> str:
    found, mark = definition_of(note, footnote.key), code(f"[^{footnote.id}]")
    if found is None:
        return f"{mark} is not defined in this note."
    excerpt = preview.truncate(definition_text(found, files.read(note.path) or ""))
    return render(graph.vault, note, excerpt, files) if excerpt.strip() else f"{mark} has no text."


def _tag(uses: Usages, tag: Tag) -> str:
    own = uses.counts(tag.name)
    where = f"{_format_count(sum(own.values()), 'use')} in {_format_count(len(own), 'note')}"
    head = f"**{code(f'#{tag.name}')}** · {where}"
    below = {name: sum(uses.counts(name).values()) for name in uses.subtree(tag.name) if name != fold(tag.name)}
    if not below:
        return head
    every = sum(own.values()) + sum(below.values())
    head += f"; with nested tags {_format_count(every, 'use')} in {_format_count(len(uses.tagged(tag.name)), 'note')}"
    return f"{head}\n\n{_table('tag', ((f'#{name}', count) for name, count in below.items()))}"


def _key(graph: Graph, uses: Usages, prop: Property) -> str:
    sources = uses.with_key(prop.id)
    notes = graph.vault.notes
    every = [other for source in sources for other in notes[source].facts.properties if other.id == prop.id]
    types = Counter(other.value.type for other in every if other.value.type != "null")
    inferred = min(types, key=lambda type_: (-types[type_], type_), default="null")
    where = f"{_format_count(len(every), 'use')} in {_format_count(len(sources), 'note')}"
    head = f"**{code(prop.key)}** · {inferred} · {where}"
    values = _table("value", _values(every).items())
    return f"{head}\n\n{values}" if values else head


def _values(properties: Iterable[Property]) -> dict[str, int]:
    """Count the values of properties, each in its most used spelling."""
    spellings = Counter(strip_quotes(item.text) for prop in properties for item in prop.items)
    spelling: dict[str, str] = {}
    counts: dict[str, int] = {}
    for text, count in sorted(spellings.items(), key=lambda pair: (-pair[1], pair[0])):
        spelled = spelling.setdefault(fold(text), text)
        counts[spelled] = counts.get(spelled, 0) + count
    return counts


def _table(column: str, counts: Iterable[tuple[str, int]]) -> str:
    most = sorted(counts, key=lambda pair: (-pair[1], pair[0]))
    return table((column, "uses"), [(text, f"{count:,}") for text, count in most])


def _format_count(number: int, element: str) -> str:
    return f"{number:,} {element}" if number == 1 else f"{number:,} {element}s"
