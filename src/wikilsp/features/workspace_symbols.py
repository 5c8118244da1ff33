"""Workspace symbols: searches a vault for notes, titles, aliases, headings and tags by name."""

from typing import NamedTuple

from wikilsp.index.name_index import Name, NameKind
from wikilsp.index.names_in_note import span_of
from wikilsp.index.ranking import rank_names
from wikilsp.index.vault_index import VaultIndex
from wikilsp.text import Span
from wikilsp.vault.name_registry import link_name
from wikilsp.wording import format_count

LIMIT = 200


class NamedPlace(NamedTuple):
    """A name as it is written, its kind, a detail that distinguishes it, and its place."""

    text: str
    kind: NameKind
    detail: str
    path: str
    span: Span


def workspace_symbols(index: VaultIndex, query: str, *, headings: bool = True) -> list[NamedPlace]:
    """Return at most `LIMIT` names that match a query, best first. An empty query matches every note.

    Without `headings`, headings and titles are left out.
    """
    return [
        NamedPlace(name.text, name.kind, _detail(index, name), name.path, span_of(name, index.vault.notes[name.path]))
        for name in _matching(index, query, headings=headings)
    ]


def _detail(index: VaultIndex, name: Name) -> str:
    """Return the folder of a note, the note that a heading, title or alias belongs to, or the uses of a tag."""
    if name.kind == "note":
        return index.vault.notes[name.path].folder
    if name.kind == "tag":
        return format_count(sum(index.uses.counts(name.text[1:]).values()), "use")
    note = link_name(name.path, index.vault.settings.dialect)
    return note if name.kind == "heading" else f"{name.kind} of {note}"


def _matching(index: VaultIndex, query: str, *, headings: bool) -> list[Name]:
    called = index.names.notes()
    if not query.strip():
        return [name for name in called.names if name.kind == "note"][:LIMIT]
    groups = [called, *([index.names.headings()] if headings else []), index.names.tags()]
    ranked = rank_names(query, [group.search_text for group in groups], LIMIT)
    found = [groups[group].names[at] for _, group, at in ranked]
    return found if headings else [name for name in found if name.kind != "title"]
