"""Rewrites a link so that it leads to a given place from a given note."""

from collections.abc import Iterator
from typing import NamedTuple

from wikilsp.features.places import fragment
from wikilsp.note import Note
from wikilsp.syntax.destination import encode_path
from wikilsp.syntax.facts import BlockId, Heading, Link
from wikilsp.targets import link_heading
from wikilsp.text import Edit, Span
from wikilsp.vault.name_registry import link_name
from wikilsp.vault.names import relative_path, resolve_path, without_extension
from wikilsp.vault.resolve import Resolution
from wikilsp.vault.vault import Vault

Fragment = Heading | BlockId | None
"""The heading or block that a link leads to within its target; None for the whole target or a missing fragment."""


class Goal(NamedTuple):
    """The place that a link must lead to: a file, and if it is a note, the note and a heading or block inside it."""

    path: str
    note: Note | None = None
    inside: Fragment = None


def goal_of(vault: Vault, source: str, link: Link, resolution: Resolution) -> Goal | None:
    """Return the place that a link of the note `source` leads to; None if it has none to preserve."""
    path = resolution.target
    is_known = path in vault.notes or path in vault.files
    if path is None or not (is_known or link.kind in ("link", "image")):
        return None
    target = vault.notes.get(path)
    inside = fragment(vault, target, link) if target else None
    is_lost = inside is None and path == source and (link.headings or link.block)
    return None if is_lost else Goal(path, target, inside)


def retarget(vault: Vault, link: Link, source: str, new_source: Note, goal: Goal) -> Iterator[Edit]:
    """Yield the edits that make a link of the note at `source` lead to `goal` once it is in the note `new_source`.

    None are necessary if it already does.
    """
    note = vault.notes[source]
    if not _leads_to_file(vault, link, note, new_source, goal.path):
        yield note.edit(link.path_span, write_path(vault, link, new_source, goal.path))
    if goal.note and goal.inside and fragment(vault, goal.note, link) != goal.inside:
        span = link.block_span or Span(link.heading_spans[0].start, link.heading_spans[-1].end)
        new_fragment = write_fragment(vault, link, goal.note, goal.inside)
        if new_fragment is not None:
            yield note.edit(span, new_fragment.removeprefix("^") if link.block_span else new_fragment)


def write_path(vault: Vault, link: Link, note: Note, path: str) -> str:
    """Return the path to write in a link of this kind in `note` to the file at `path`."""
    if link.kind in ("link", "image"):
        return encode_path(relative_path(note.folder, path))
    if path in vault.notes or path in vault.files:
        return vault.shortest(path, note)
    return link_name(path, vault.settings.dialect)


def write_fragment(vault: Vault, link: Link, target: Note, inside: Heading | BlockId) -> str | None:
    """Return the fragment to write after `#` for a heading or block of `target`; None if no fragment resolves to it."""
    if isinstance(inside, BlockId):
        return f"^{inside.id}"
    fragments = vault.fragments(target)
    if link.kind in ("link", "image"):
        return fragments.anchor_of(inside)
    for path in fragments.paths_to(inside):
        texts = tuple(link_heading(fragments, heading) for heading in path)
        if all(texts) and fragments.heading(texts) == inside:
            return "#".join(texts)
    return None


def _leads_to_file(vault: Vault, link: Link, source: Note, new_source: Note, path: str) -> bool:
    if not link.path:
        return new_source.path == path
    found = vault.resolve(new_source, link)
    # An exact destination must not become an inexact one, which other programs do not resolve.
    is_worse = _is_exact(link, source, path) and not _is_exact(link, new_source, path)
    return found.target == path and not (is_worse and link.kind in ("link", "image"))


def _is_exact(link: Link, note: Note, path: str) -> bool:
    """Whether every program resolves the destination of a link in `note` to `path`."""
    return resolve_path("" if link.path.startswith("/") else note.folder, link.path) in (path, without_extension(path))
