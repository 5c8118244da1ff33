"""Suggests what a misspelled target may mean, and makes the fixes that write it."""

from collections.abc import Callable, Iterable
from itertools import islice
from typing import NamedTuple

from wikilsp.finding import Fix
from wikilsp.note import Note
from wikilsp.syntax.facts import Link
from wikilsp.targets import extension_of, is_attachment
from wikilsp.text import Edit, Span
from wikilsp.vault.names import fold, is_note, without_extension
from wikilsp.vault.nearest import is_respelled
from wikilsp.vault.vault import Vault

_MAX_SUGGESTIONS = 3
_LONGEST_SUGGESTION = 1_000


class Similar(NamedTuple):
    """A name that a misspelled one may mean. It `is_sure` if the two differ in their spelling only."""

    name: str
    is_sure: bool


def similar_fragments(written: str, names: Iterable[str]) -> list[Similar]:
    """Return the `names` of headings, blocks or anchors that a misspelled one may mean, the best first."""
    return _sort_similar(Similar(name, is_sure=is_respelled(fold(written), fold(name))) for name in names)


def block_named(vault: Vault, target: Note, written: str) -> str | None:
    """Return `^id` if the text after `#` in a link to `target` ends with the id of a block there, and lacks its `^`."""
    block = vault.fragments(target).block(written.rpartition("^")[2].strip())
    return f"^{block.id}" if block else None


def similar_files(
    vault: Vault, note: Note, link: Link, paths: Iterable[str], write: Callable[[str], str]
) -> list[Similar]:
    """Return the names of the files at `paths` that a misspelled target may mean, the best first.

    `write` returns the text of a link to a path. No link to a file is meant to lead to its own note.
    """
    return _sort_similar(
        Similar(write(path), is_sure=_is_respelled_path(vault, link, path)) for path in paths if path != note.path
    )


def _sort_similar(similar: Iterable[Similar]) -> list[Similar]:
    """Return similar names with the sure one first. If several seem to be sure, none is."""
    names = [one for one in similar if len(one.name) <= _LONGEST_SUGGESTION]
    if not names:
        return []
    if sum(one.is_sure for one in names) != 1:
        return [Similar(name, is_sure=False) for name in dict.fromkeys(one.name for one in names)]
    return sorted(names, key=lambda one: not one.is_sure)


def _is_respelled_path(vault: Vault, link: Link, path: str) -> bool:
    """Whether the target of a link is the file at `path`, written differently."""
    if vault.settings.dialect.preset == "logseq" and link.kind == "wikilink" and link.label is None:
        return False  # a label cannot keep the text that the link shows
    page = vault.registry.page_of(vault.notes[path]) if path in vault.notes else None
    name, written = page or without_extension(path), without_extension(link.path)
    if not is_note(path) and extension_of(written) != extension_of(name):
        return False
    if is_note(path) and is_attachment(written, vault.settings):
        return False
    segments = [fold(segment) for segment in written.split("/") if segment not in ("", ".", "..")]
    own = [fold(segment) for segment in name.split("/")][-len(segments) :]
    return bool(segments) and len(segments) == len(own) and all(map(is_respelled, segments, own))


def best_name(similar: Iterable[Similar]) -> str | None:
    """Return the first of similar names, or None if there is none."""
    return next((one.name for one in similar), None)


def suggestions(note: Note, similar: Iterable[Similar], edit: Callable[[Similar], tuple[Edit, ...]]) -> tuple[Fix, ...]:
    """Return fixes that make a link name each of the first similar names. `edit` returns their edits."""
    return tuple(
        Fix(f"Link to “{one.name}”", safe=False, edits={note.path: edit(one)}, guess=not one.is_sure)
        for one in islice(similar, _MAX_SUGGESTIONS)
    )


def overwrite(note: Note, span: Span, similar: Similar) -> tuple[Edit, ...]:
    """Return the edits that replace the text at `span` with a similar name."""
    return (note.edit(span, similar.name),)


def retarget(vault: Vault, note: Note, link: Link, similar: Similar) -> tuple[Edit, ...]:
    """Return the edits that point a wikilink to a similar name. With a sure one, the link shows the same text."""
    return relabel(vault, note, link, similar.name) if similar.is_sure else overwrite(note, link.path_span, similar)


def relabel(vault: Vault, note: Note, link: Link, name: str) -> tuple[Edit, ...]:
    """Return the edits that point `link` to `name` without changing the text that the link shows."""
    start, end = link.path_span
    pipe = "\\|" if link.in_table else "|"
    if link.kind == "embed" or link.label is not None:
        return (note.edit(link.path_span, name),)
    if vault.settings.dialect.label_order == "label-first":
        return (note.edit(Span(end, end), f"{pipe}{name}"),)
    if link.headings or link.block:
        close = link.span.end - len("]]")
        return (note.edit(link.path_span, name), note.edit(Span(close, close), f"{pipe}{link.path}"))
    return (note.edit(Span(start, start), f"{name}{pipe}"),)
