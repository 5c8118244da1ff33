"""The headings that a link may name: those of one note, and for a search those of all."""

from collections.abc import Iterator
from functools import partial
from itertools import takewhile

from wikilsp.features.completion.indices import Indices
from wikilsp.features.completion.items import LIMIT, Choice
from wikilsp.features.completion.notes import weights
from wikilsp.features.completion.typed_link import TypedLink
from wikilsp.features.ranking import Fit, Spelt, ranked
from wikilsp.note import Note
from wikilsp.syntax.facts import Heading, Link
from wikilsp.targets import heading_text, is_writable
from wikilsp.text import Span
from wikilsp.vault.names import fold
from wikilsp.vault.vault import Vault

_NOWHERE = Span(0, 0)


def headings(vault: Vault, note: Note, link: TypedLink) -> Iterator[Choice]:
    """Give the headings of the note that `link` leads to."""
    target = vault.notes.get(vault.resolve(note, link_to(link.path)).target or "")
    if target is None:
        return
    found = _below(vault, target, link)
    for fit, at in ranked_here(link.typed.text, [heading.visible for heading, _ in found]):
        heading, above = found[at]
        insert = _path(vault, target, link_to(link.path, *link.headings), (*above, heading))
        is_here = target.path == note.path and heading.span.start <= link.span.start <= heading.span.end
        if insert and not is_here:
            yield Choice(heading.visible, "heading", insert, fit, target.path, heading.span.start)


def all_headings(indices: Indices, note: Note, link: TypedLink) -> Iterator[Choice]:
    """Give the headings of all notes that fit the search which is being typed."""
    vault, names = indices.vault, indices.names.headings()
    found = ranked(link.typed.text, [names.spelt], 2 * LIMIT, partial(weights, indices, note, [names]))
    for fit, _, at in found:
        name = names.names[at]
        target = vault.notes[name.path]
        path = vault.shortest(name.path, note) if target.path != note.path else ""
        heading, above = next(each for each in _nested(target.facts.headings) if each[0].text_span == name.span)
        insert = _path(vault, target, link_to(path), (*above, heading))
        is_here = target.path == note.path and heading.span.start <= link.span.start <= heading.span.end
        if insert and is_writable(path) and not is_here:
            yield Choice(name.text, "heading", f"{path}#{insert}", fit, name.path, heading.span.start, name.path)


def ranked_here(typed: str, names: list[str]) -> list[tuple[Fit, int]]:
    """Give the names of one note that fit, best first; in the order of the note while nothing is typed."""
    order = list(range(len(names)))
    if typed.strip():
        order.sort(key=lambda at: fold(names[at]))
    spelt = Spelt(fold(names[at]) for at in order)
    return [(fit, order[at]) for fit, _, at in ranked(typed, [spelt], len(names))]


def link_to(path: str, *headings: str) -> Link:
    """Make a link that stands nowhere."""
    return Link("wikilink", _NOWHERE, path, _NOWHERE, headings)


_Nested = tuple[Heading, tuple[Heading, ...]]
"""A heading, and those that it stands under, the outermost first."""


def _below(vault: Vault, target: Note, link: TypedLink) -> list[_Nested]:
    """Give the headings that may follow those which the link has already."""
    found = target.facts.headings
    if link.headings:
        outer = vault.heading(target, link_to(link.path, *link.headings))
        if outer is None:
            return []
        inner = found[found.index(outer) + 1 :]
        found = tuple(takewhile(lambda heading: heading.level > outer.level, inner))
    return list(_nested(found))


def _nested(found: tuple[Heading, ...]) -> Iterator[_Nested]:
    above = tuple[Heading, ...]()
    for heading in found:
        above = tuple(other for other in above if other.level < heading.level)
        yield heading, above
        above = (*above, heading)


def _path(vault: Vault, target: Note, link: Link, path: tuple[Heading, ...]) -> str | None:
    """Give the shortest heading path, to be put behind `link`, that means the last heading of `path`."""
    texts = [heading_text(heading) for heading in path]
    for start in range(len(path) - 1, -1, -1):
        if vault.heading(target, link_to(link.path, *link.headings, *texts[start:])) is path[-1]:
            return "#".join(texts[start:])
    return None
