"""What an editor shows over a link, a tag or the key of a property. Knows no protocol and reads no file by itself."""

from collections import Counter
from collections.abc import Iterable
from itertools import islice
from typing import NamedTuple

from wikilsp.features import preview
from wikilsp.features.cursor import OnDefinition, OnKey, OnLink, OnTag, at
from wikilsp.features.places import fragment, is_missing_inside
from wikilsp.features.referents import BlockReferent, FileReferent, HeadingReferent, unquoted
from wikilsp.features.rendering import FileLinks, code, rendered, table
from wikilsp.index.graph import Graph
from wikilsp.index.uses import Usages
from wikilsp.note import Note
from wikilsp.syntax.facts import BlockId, Heading, Link, Property, Tag
from wikilsp.text import Span
from wikilsp.vault.names import fold
from wikilsp.vault.resolve import Resolution

_MOST_OTHERS = 10
_IMAGES = (".apng", ".avif", ".bmp", ".gif", ".ico", ".jpeg", ".jpg", ".png", ".svg", ".webp")


class Hover(NamedTuple):
    """Markdown to show, and the part of the note that it is about."""

    markdown: str
    span: Span


def hover(graph: Graph, uses: Usages, note: Note, offset: int, files: FileLinks) -> Hover | None:
    """Give what is known of what stands at an offset of a note; None over plain text."""
    markdown = None
    thing = at(note, offset)
    match thing:
        case OnLink():
            markdown = _link(graph, uses, note, thing.followed, files)
        case OnDefinition(definition) if definition.link:
            markdown = _link(graph, uses, note, definition.link, files)
        case OnTag(tag):
            markdown = _tag(uses, tag)
        case OnKey(made):
            markdown = _key(graph, uses, made)
    return Hover(markdown, thing.span) if thing and markdown else None


# Links


def _link(graph: Graph, uses: Usages, note: Note, link: Link, files: FileLinks) -> str | None:
    resolution = graph.vault.resolve(note, link)
    if resolution.how == "external":
        return code(link.path)
    if resolution.how == "missing":
        return None if link.quiet else _missing(graph, link)
    if resolution.target is None:
        return f"**{code(link.path)}** is outside of the vault."
    target = graph.vault.notes.get(resolution.target)
    if target is None:
        return _file(graph, uses, resolution, files)
    return _note(graph, uses, target, link, resolution, files)


def _missing(graph: Graph, link: Link) -> str:
    waiting = len({edge.source for edge in graph.waiting(link.path)})
    verb = "links" if waiting == 1 else "link"
    return f"Nothing is named {code(link.path)} yet; {_count(waiting, 'note')} {verb} to it."


def _file(graph: Graph, uses: Usages, resolution: Resolution, files: FileLinks) -> str:
    path = resolution.target or ""
    name = f"**{code(path or '/')}**"
    if resolution.how == "folder":
        return f"{name} is a folder."
    if resolution.how == "ignored":
        return f"{name} is no part of the vault: it is ignored or excluded."
    head = f"{name} · {_linked(graph, uses, FileReferent(path))}"
    return f"{head}\n\n![]({files.uri(path)})" if path.lower().endswith(_IMAGES) else head


def _note(graph: Graph, uses: Usages, target: Note, link: Link, resolution: Resolution, files: FileLinks) -> str:
    """Show a note, or the section or block that the link names.

    What the note says comes last, since it may hold the begin of something that nothing ends.
    """
    found, text = fragment(graph.vault, target, link), files.read(target.path)
    subject: FileReferent | HeadingReferent | BlockReferent = FileReferent(target.path)
    shown = ""
    if isinstance(found, Heading):
        subject = HeadingReferent(target.path, found)
        shown = preview.section(target, found, text or "")
    elif isinstance(found, BlockId):
        subject = BlockReferent(target.path, found)
        shown = preview.block(target, found, text or "", graph.vault.settings.dialect)
    elif text:
        shown = preview.beginning(target, text)
    parts = [f"**{code(target.path)}** · {_linked(graph, uses, subject)}"]
    if is_missing_inside(graph.vault, target, link):
        written = f"^{link.block}" if link.block else "#".join(link.headings)
        parts.append(f"There is no {code(written)} in it.")
    if resolution.others:
        left = len(resolution.others) - _MOST_OTHERS
        more = f" and {left:,} more" if left > 0 else ""
        names = ", ".join(map(code, islice(resolution.others, _MOST_OTHERS)))
        parts.append(f"Others of this name: {names}{more}")
    parts.append(preview.properties(target))
    if shown:
        parts += ["---", rendered(graph.vault, target, shown, files)]
    return "\n\n".join(filter(None, parts))


def _linked(graph: Graph, uses: Usages, subject: FileReferent | HeadingReferent | BlockReferent) -> str:
    """Say how many notes link to something, but for the one that it is or that it stands in."""
    sources = set(subject.sources(graph, uses)) - {subject.path}
    if not isinstance(subject, FileReferent):
        sources = {source for source in sources if any(subject.spans(graph, graph.vault.notes[source]))}
    count = len(sources)
    return f"linked from {_count(count, 'note')}" if count else "linked from no other note"


# Tags and properties


def _tag(uses: Usages, tag: Tag) -> str:
    own = uses.counts(tag.name)
    head = f"**{code(f'#{tag.name}')}** · {_count(sum(own.values()), 'use')} in {_count(len(own), 'note')}"
    below = {name: sum(uses.counts(name).values()) for name in uses.subtree(tag.name) if name != fold(tag.name)}
    if not below:
        return head
    every = sum(own.values()) + sum(below.values())
    head += f"; with those below it {_count(every, 'use')} in {_count(len(uses.tagged(tag.name)), 'note')}"
    return f"{head}\n\n{_table('tag', ((f'#{name}', count) for name, count in below.items()))}"


def _key(graph: Graph, uses: Usages, made: Property) -> str:
    sources = uses.with_key(made.id)
    notes = graph.vault.notes
    every = [other for source in sources for other in notes[source].facts.properties if other.id == made.id]
    types = Counter(other.value.type for other in every if other.value.type != "null")
    inferred = min(types, key=lambda type_: (-types[type_], type_), default="null")
    head = f"**{code(made.key)}** · {inferred} · {_count(len(every), 'use')} in {_count(len(sources), 'note')}"
    values = _table("value", _values(every).items())
    return f"{head}\n\n{values}" if values else head


def _values(properties: Iterable[Property]) -> dict[str, int]:
    """Count the values, each in the spelling that is most used."""
    written = Counter(unquoted(item.text) for made in properties for item in made.items)
    spelling: dict[str, str] = {}
    counts: dict[str, int] = {}
    for text, count in sorted(written.items(), key=lambda pair: (-pair[1], pair[0])):
        spelled = spelling.setdefault(fold(text), text)
        counts[spelled] = counts.get(spelled, 0) + count
    return counts


def _table(of: str, counts: Iterable[tuple[str, int]]) -> str:
    most = sorted(counts, key=lambda pair: (-pair[1], pair[0]))
    return table((of, "uses"), [(text, f"{count:,}") for text, count in most])


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"
