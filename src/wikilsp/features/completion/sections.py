"""Completes headings: of one note, or of all notes in a search."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import takewhile

from wikilsp.features.completion.items import LIMIT, Choice
from wikilsp.features.completion.notes import weigh_names
from wikilsp.features.completion.typed_link import TypedLink
from wikilsp.index.names_in_note import span_of
from wikilsp.index.ranking import Fit, SearchText, rank_names
from wikilsp.index.vault_index import VaultIndex
from wikilsp.note import Note
from wikilsp.syntax.facts import Heading
from wikilsp.targets import is_writable, link_heading
from wikilsp.vault.fragments import Fragments
from wikilsp.vault.names import fold
from wikilsp.vault.vault import Vault


def headings(vault: Vault, note: Note, link: TypedLink) -> Iterator[Choice]:
    """Yield the headings of the target of `link` that match the typed text."""
    target = vault.notes.get(vault.resolve_text(note, link.path).target or "")
    if target is None:
        return
    found = _headings_below(vault, target, link)
    for fit, at in rank_in_note(link.typed.text, [heading.visible for heading in found]):
        heading = found[at]
        paths = takewhile(
            lambda path: path[0].span.start >= found[0].span.start, vault.fragments(target).paths_to(heading)
        )
        insert = _heading_path(vault.fragments(target), link.headings, paths)
        is_here = target.path == note.path and heading.span.start <= link.span.start <= heading.span.end
        if insert and not is_here:
            yield Choice(heading.visible, "heading", insert, fit, target.path, heading.span.start)


def all_headings(index: VaultIndex, note: Note, link: TypedLink) -> Iterator[Choice]:
    """Yield the headings of all notes that match the search."""
    vault, names = index.vault, index.names.headings()
    found = rank_names(link.typed.text, [names.search_text], 2 * LIMIT, partial(weigh_names, index, note, [names]))
    for fit, _, at in found:
        name = names.names[at]
        target = vault.notes[name.path]
        span = span_of(name, target)
        heading = next(each for each in target.facts.headings if each.text_span == span)
        path = vault.shortest(name.path, note) if target.path != note.path else ""
        fragments = vault.fragments(target)
        insert = _heading_path(fragments, (), fragments.paths_to(heading))
        is_here = target.path == note.path and heading.span.start <= link.span.start <= heading.span.end
        if insert and is_writable(path) and not is_here:
            yield Choice(name.text, "heading", f"{path}#{insert}", fit, name.path, heading.span.start, name.path)


def rank_in_note(typed: str, names: list[str]) -> list[tuple[Fit, int]]:
    """Return the fit and index of each name that matches, best first; in the order of the note if nothing is typed."""
    order = list(range(len(names)))
    if typed.strip():
        order.sort(key=lambda at: fold(names[at]))
    search_text = SearchText([fold(names[at]) for at in order])
    return [(fit, order[at]) for fit, _, at in rank_names(typed, [search_text], len(names))]


def _headings_below(vault: Vault, target: Note, link: TypedLink) -> tuple[Heading, ...]:
    """Return the headings that can follow the headings that the link already names."""
    found = target.facts.headings
    if link.headings:
        outer = vault.fragments(target).heading(link.headings)
        if outer is None:
            return ()
        inner = found[found.index(outer) + 1 :]
        found = tuple(takewhile(lambda heading: heading.level > outer.level, inner))
    return found


def _heading_path(fragments: Fragments, headings: Sequence[str], paths: Iterable[tuple[Heading, ...]]) -> str | None:
    """Return the first of the heading paths that resolves to its last heading when it follows `headings`."""
    for path in paths:
        texts = [link_heading(fragments, heading) for heading in path]
        if fragments.heading([*headings, *texts]) == path[-1]:
            return "#".join(texts)
    return None
