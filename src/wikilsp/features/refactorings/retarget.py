"""What must change in a link for it to lead to a certain place from a certain note. Knows one link at a time."""

from collections.abc import Iterator
from typing import NamedTuple

from msgspec.structs import replace

from wikilsp.features.places import fragment
from wikilsp.note import Note
from wikilsp.syntax.destination import escaped
from wikilsp.syntax.facts import BlockId, Heading, Link
from wikilsp.syntax.quoting import in_quotes
from wikilsp.targets import heading_text
from wikilsp.text import Edit, Span
from wikilsp.vault.filenames import page_name
from wikilsp.vault.name_registry import page_encoding
from wikilsp.vault.names import joined, relative, without_extension
from wikilsp.vault.resolve import Resolution
from wikilsp.vault.vault import Vault

Inside = Heading | BlockId | None
"""What a link means inside of its target; None for all of it, and for what is not there."""

_NOWHERE = Span(0, 0)


class Goal(NamedTuple):
    """Where a link is to lead: a file, and if it is a note, what is known of it and what is meant inside of it."""

    path: str
    note: Note | None = None
    inside: Inside = None


def goal_of(vault: Vault, source: str, link: Link, resolution: Resolution) -> Goal | None:
    """Give where a link of the note `source` leads; None if it leads nowhere that it could lose."""
    path = resolution.target
    is_known = path in vault.notes or path in vault.files
    if path is None or not (is_known or link.kind in ("link", "image")):
        return None
    target = vault.notes.get(path)
    inside = fragment(vault, target, link) if target else None
    is_lost = inside is None and path == source and (link.headings or link.block)
    return None if is_lost else Goal(path, target, inside)


def retargeted(vault: Vault, link: Link, source: str, home: Note, goal: Goal) -> Iterator[Edit]:
    """Give the edits that make a link of the note at `source`, once it stands in `home`, lead to `goal`.

    Give nothing if it does anyway.
    """
    facts = vault.notes[source].facts
    if not _leads_to_file(vault, link, Note(source), home, goal.path):
        yield in_quotes(facts, Edit(link.path_span, written_path(vault, link, home, goal.path)))
    if goal.note and goal.inside and fragment(vault, goal.note, link) != goal.inside:
        span = link.block_span or Span(link.heading_spans[0].start, link.heading_spans[-1].end)
        written = written_fragment(vault, link, goal.note, goal.inside)
        if written is not None:
            yield in_quotes(facts, Edit(span, written.removeprefix("^") if link.block_span else written))


def written_path(vault: Vault, link: Link, home: Note, path: str) -> str:
    """Give what a link of this kind, in the note `home`, writes for the file at `path`."""
    if link.kind in ("link", "image"):
        return escaped(relative(home.folder, path))
    if path in vault.notes or path in vault.files:
        return vault.shortest(path, home)
    return new_name(vault, path)


def new_name(vault: Vault, path: str) -> str:
    """Give what a wikilink writes for a note that is not there yet, whose name no other note has."""
    stem, encoding = without_extension(path.rpartition("/")[2]), page_encoding(vault.settings.dialect)
    return stem if encoding is None else page_name(stem, encoding)


def written_fragment(vault: Vault, link: Link, target: Note, inside: Heading | BlockId) -> str | None:
    """Give what a link of this kind writes behind `#` for something inside of `target`; None if nothing means it."""
    if isinstance(inside, BlockId):
        return f"^{inside.id}"
    fragments = vault.inside(target)
    if link.kind in ("link", "image"):
        return fragments.anchor_of(inside)
    for path in fragments.paths_to(inside):
        texts = tuple(heading_text(heading) for heading in path)
        if all(texts) and vault.heading(target, replace(link, headings=texts)) == inside:
            return "#".join(texts)
    return None


def _leads_to_file(vault: Vault, link: Link, source: Note, home: Note, path: str) -> bool:
    if not link.path:
        return home.path == path
    found = vault.resolve(home, Link(link.kind, _NOWHERE, link.path, _NOWHERE, whole=link.whole))
    # A destination that is right must not become one that is only forgiven: other programs do not forgive it.
    is_worse = _is_exact(link, source, path) and not _is_exact(link, home, path)
    return found.target == path and not (is_worse and link.kind in ("link", "image"))


def _is_exact(link: Link, home: Note, path: str) -> bool:
    """Is this the path of the destination, as every program reads it?"""
    return joined("" if link.path.startswith("/") else home.folder, link.path) in (path, without_extension(path))
