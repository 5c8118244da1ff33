"""Hover: Markdown about the link, footnote, tag or key under the cursor."""

from collections import Counter
from collections.abc import Callable, Iterable
from itertools import islice
from typing import NamedTuple

from wikilsp.features.answers import Mention
from wikilsp.features.backlink_lines import backlink_lines
from wikilsp.features.cursor import (
    DefinitionElement,
    FootnoteElement,
    KeyElement,
    LinkElement,
    TagElement,
    element_at,
)
from wikilsp.features.excerpt import excerpt
from wikilsp.features.footnotes import definition_of, definition_text
from wikilsp.features.places import fragment, is_fragment_missing
from wikilsp.features.preview import beginning_span, block_span, section_span, truncate
from wikilsp.features.properties_line import properties_line
from wikilsp.features.referents import (
    BlockReferent,
    FileReferent,
    HeadingReferent,
    NameReferent,
    Referent,
    strip_quotes,
)
from wikilsp.features.rendering import FileLinks, code, render, table
from wikilsp.index.graph import Graph
from wikilsp.index.uses import Usages
from wikilsp.note import Note
from wikilsp.syntax.facts import BlockId, Footnote, Heading, Link, Property, Tag
from wikilsp.targets import fragment_text, is_attachment
from wikilsp.text import Span
from wikilsp.vault.names import fold
from wikilsp.vault.resolve import Resolution
from wikilsp.vault.vault import Vault
from wikilsp.wording import format_count

_Linkable = FileReferent | HeadingReferent | BlockReferent

_MOST_OTHERS = 10
_IMAGES = (".apng", ".avif", ".bmp", ".gif", ".ico", ".jpeg", ".jpg", ".png", ".svg", ".webp")


class Hover(NamedTuple):
    """Markdown to show, and the span of the note that it describes."""

    markdown: str
    span: Span


class _Request(NamedTuple):
    """A link of a note to describe, and what that takes."""

    graph: Graph
    uses: Usages
    note: Note
    link: Link
    files: FileLinks
    is_reported: Callable[[Span], bool]

    @property
    def is_problem_shown(self) -> bool:
        """Whether a finding says already that the link leads nowhere."""
        return self.is_reported(self.link.span)

    def backlinks(self, referent: Referent) -> str:
        """Return the first backlinks with their lines, without the link itself."""
        cursor = Mention(self.note.path, self.link.span)
        return backlink_lines(self.graph, self.uses, referent, cursor, self.files)


def hover(
    graph: Graph,
    uses: Usages,
    note: Note,
    offset: int,
    files: FileLinks,
    is_reported: Callable[[Span], bool] = lambda _: False,
) -> Hover | None:
    """Return the hover for the element at an offset of a note; None over plain text.

    `is_reported` returns whether the editor shows a finding about the target of the link at a span.
    """
    markdown = None
    element = element_at(note, offset)
    match element:
        case LinkElement():
            markdown = _link(_Request(graph, uses, note, element.link_to_cursor, files, is_reported))
        case DefinitionElement(definition) if definition.link:
            markdown = _link(_Request(graph, uses, note, definition.link, files, is_reported))
        case FootnoteElement(footnote) if not footnote.is_definition:
            markdown = _footnote(graph, note, footnote, files)
        case TagElement(tag):
            markdown = _tag(uses, tag)
        case KeyElement(prop):
            markdown = _key(graph, uses, prop)
    return Hover(markdown, element.span) if element and markdown else None


# Links


def _link(request: _Request) -> str | None:
    graph, link = request.graph, request.link
    resolution = graph.vault.resolve(request.note, link)
    if resolution.how == "external":
        return code(link.path)
    if resolution.how == "missing":
        return None if link.quiet else _missing(request)
    if resolution.target is None:
        return f"**{code(link.path)}** is outside the vault."
    target = graph.vault.notes.get(resolution.target)
    return _file(request, resolution) if target is None else _note(request, target, resolution)


def _missing(request: _Request) -> str:
    """Return Markdown about a missing note: who links to it, and a link that creates it. A finding says the rest."""
    graph, link = request.graph, request.link
    waiting = len(graph.missing_sources(link.path))
    if request.is_problem_shown:
        head = f"**{code(link.path)}** · linked from {format_count(waiting, 'note')}"
    else:
        verb = "links" if waiting == 1 else "link"
        head = f"{code(link.path)} does not exist yet; {format_count(waiting, 'note')} {verb} to it."
    path = None
    if not is_attachment(link.path, graph.vault.settings):
        path = graph.vault.new_note_path(request.note, link.path, link.kind)
    uri = request.files.create(path) if path else None
    create = f"[Create {code(path)}]({uri})" if path and uri else ""
    return "\n\n".join(filter(None, (head, create, request.backlinks(NameReferent(link.path)))))


def _file(request: _Request, resolution: Resolution) -> str:
    path = resolution.target or ""
    name = f"**{code(path or '/')}**"
    if resolution.how == "folder":
        return f"{name} is a folder."
    if resolution.how == "ignored":
        return f"{name} is not part of the vault: it is ignored or excluded."
    referent = FileReferent(path)
    head = f"{name} · {_backlink_count(request.graph, request.uses, referent)}"
    image = f"![]({request.files.uri(path)})" if path.lower().endswith(_IMAGES) else ""
    return "\n\n".join(filter(None, (head, image, request.backlinks(referent))))


def _note(request: _Request, target: Note, resolution: Resolution) -> str:
    """Return Markdown about a note, or about the section or block that the link names."""
    graph, _, _, link, files, _ = request
    text = files.read(target.path) or ""
    referent, span = _part(graph.vault, target, link, text)
    parts = [f"**{code(target.path)}** · {_backlink_count(graph, request.uses, referent)}"]
    if is_fragment_missing(graph.vault, target, link) and not request.is_problem_shown:
        parts.append(f"{code(fragment_text(link))} not found in this note.")
    if resolution.others:
        left = len(resolution.others) - _MOST_OTHERS
        more = f" and {left:,} more" if left > 0 else ""
        names = ", ".join(map(code, islice(resolution.others, _MOST_OTHERS)))
        parts.append(f"Others with this name: {names}{more}")
    parts.append(properties_line(graph.vault, target, text, files))
    for below in (excerpt(graph.vault, target, text, span, files), request.backlinks(referent)):
        parts += ["---", below] if below else []
    return "\n\n".join(filter(None, parts))


def _part(vault: Vault, target: Note, link: Link, text: str) -> tuple[_Linkable, Span]:
    """Return what a link names in its target, the note itself if nothing else, and the span to show."""
    found = fragment(vault, target, link)
    if isinstance(found, Heading):
        return HeadingReferent(target.path, found), section_span(target, found)
    if isinstance(found, BlockId):
        return BlockReferent(target.path, found), block_span(target, found, text, vault.settings.dialect)
    return FileReferent(target.path), beginning_span(target, text)


def _backlink_count(graph: Graph, uses: Usages, referent: _Linkable) -> str:
    """Return in words how many other notes link to a file, heading or block."""
    sources = set(referent.sources(graph, uses)) - {referent.path}
    if not isinstance(referent, FileReferent):
        sources = {source for source in sources if any(referent.spans(graph, graph.vault.notes[source]))}
    count = len(sources)
    return f"linked from {format_count(count, 'note')}" if count else "linked from no other note"


# Footnotes, tags and properties


def _footnote(graph: Graph, note: Note, footnote: Footnote, files: FileLinks) -> str:
    found, mark = definition_of(note, footnote.key), code(f"[^{footnote.id}]")
    if found is None:
        return f"{mark} is not defined in this note."
    text = truncate(definition_text(found, files.read(note.path) or ""))
    return render(graph.vault, note, text, files) if text.strip() else f"{mark} has no text."


def _tag(uses: Usages, tag: Tag) -> str:
    own = uses.counts(tag.name)
    where = f"{format_count(sum(own.values()), 'use')} in {format_count(len(own), 'note')}"
    head = f"**{code(f'#{tag.name}')}** · {where}"
    below = {name: sum(uses.counts(name).values()) for name in uses.subtree(tag.name) if name != fold(tag.name)}
    if not below:
        return head
    every = sum(own.values()) + sum(below.values())
    head += f"; with nested tags {format_count(every, 'use')} in {format_count(len(uses.tagged(tag.name)), 'note')}"
    return f"{head}\n\n{_table('tag', ((f'#{name}', count) for name, count in below.items()))}"


def _key(graph: Graph, uses: Usages, prop: Property) -> str:
    sources = uses.with_key(prop.id)
    notes = graph.vault.notes
    every = [other for source in sources for other in notes[source].facts.properties if other.id == prop.id]
    types = Counter(other.value.type for other in every if other.value.type != "null")
    inferred = min(types, key=lambda type_: (-types[type_], type_), default="null")
    where = f"{format_count(len(every), 'use')} in {format_count(len(sources), 'note')}"
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
