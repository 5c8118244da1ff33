"""Completes the destination of a Markdown link or image: a relative path, then an anchor."""

import re
from collections.abc import Iterator
from functools import partial
from typing import NamedTuple
from urllib.parse import unquote

from wikilsp.features.completion.items import LIMIT, Choice, TypedText
from wikilsp.features.completion.notes import weigh_names
from wikilsp.features.completion.sections import rank_in_note
from wikilsp.index.name_index import Names
from wikilsp.index.ranking import Fit, rank_names
from wikilsp.index.vault_index import VaultIndex
from wikilsp.note import Note
from wikilsp.syntax.destination import encode_path, is_external
from wikilsp.text import Span
from wikilsp.vault.names import is_note, relative_path, resolve_path, without_extension
from wikilsp.vault.slugs import numbered_slugs
from wikilsp.vault.vault import Vault

_DESTINATION = re.compile(r"(!?)\[[^\[\]]*\]\((?:<([^<>]*)|([^\s()<>]*))\Z")
_REST = re.compile(r"[^\s()<>#]*")
_REST_IN_ANGLES = re.compile(r"[^<>#]*")
_CLOSING = re.compile(r">?\)?")
_GOES_ON = re.compile(r"#|[ \t]+[\"'(]")
"""Follows the path if the destination goes on: with an anchor or a title."""


class TypedDestination(NamedTuple):
    """An unfinished destination, with the cursor in its path or its anchor."""

    typed: TypedText
    span: Span
    """The span of the link, its closing bracket included if there is one."""
    path: str | None
    """The path before the anchor, "" for this note; None if the cursor is in the path."""
    is_image: bool
    in_angles: bool


def parse_typed_destination(text: str, line: Span, offset: int) -> TypedDestination | None:
    """Parse the unfinished destination at `offset` on a line of `text`; None if there is none."""
    match = _DESTINATION.search(text, line.start, offset)
    if match is None or is_external(match[2] or match[3] or ""):
        return None
    in_angles = match[2] is not None
    path, mark, anchor = (match[2] if in_angles else match[3]).partition("#")
    typed = anchor if mark else path
    rest = (_REST_IN_ANGLES if in_angles else _REST).match(text, offset, line.end)
    end = rest.end() if rest else offset
    closer = "" if _GOES_ON.match(text, end, line.end) else ">)" if in_angles else ")"
    closing = _CLOSING.match(text, end, line.end) if closer else None
    span = Span(offset - len(typed), closing.end() if closing else end)
    return TypedDestination(
        TypedText(typed, span, closer),
        Span(match.start(), span.end),
        unquote(path) if mark else None,
        bool(match[1]),
        in_angles,
    )


def destinations(index: VaultIndex, note: Note, destination: TypedDestination) -> Iterator[Choice]:
    """Yield the paths or anchors that match the typed text, best first."""
    if destination.path is not None:
        yield from _anchor_choices(index.vault, note, destination)
        return
    typed = unquote(destination.typed.text)
    query = _vault_path(note, typed)
    if query is None:
        return
    groups = _groups(index, query, is_image=destination.is_image)
    search_texts = [group.search_text for group in groups]
    seen = set[str]()
    for fit, group, at in rank_names(
        without_extension(query), search_texts, 2 * LIMIT, partial(weigh_names, index, note, groups)
    ):
        path = groups[group].names[at].path
        if path not in seen:
            seen.add(path)
            yield _file_choice(note, path, typed, fit, in_angles=destination.in_angles)


def _vault_path(note: Note, typed: str) -> str | None:
    """Resolve a typed path to a vault path to search for, or a name if it has no folder; None outside the vault."""
    if not typed.startswith("."):
        return typed.removeprefix("/")
    folder, _, name = typed.rpartition("/")
    above = resolve_path(note.folder, folder)
    return None if above is None else f"{above}/{name}".removeprefix("/")


def _groups(index: VaultIndex, query: str, *, is_image: bool) -> list[Names]:
    names = index.names
    by_path = "/" in query
    notes = names.paths() if by_path else names.notes()
    attachments = names.attachment_paths() if by_path else names.attachments()
    return [attachments, notes] if is_image else [notes, attachments]


def _file_choice(note: Note, path: str, typed: str, fit: Fit, *, in_angles: bool) -> Choice:
    if typed.startswith("/"):
        path_text = f"/{path}"
    else:
        path_text = relative_path(note.folder, path)
        if typed.startswith("./") and not path_text.startswith("."):
            path_text = f"./{path_text}"
    insert = encode_path(path_text, in_angles=in_angles)
    return Choice(path_text, "note" if is_note(path) else "attachment", insert, fit, path, filter=insert)


def _anchor_choices(vault: Vault, note: Note, destination: TypedDestination) -> Iterator[Choice]:
    target = vault.notes.get(vault.resolve_text(note, destination.path or "", "link").target or "")
    if target is None:
        return
    if destination.typed.text.startswith("^"):
        blocks = [block for block in target.facts.blocks if block.is_listed]
        for fit, at in rank_in_note(destination.typed.text, [f"^{block.id}" for block in blocks]):
            anchor = f"^{blocks[at].id}"
            yield Choice(anchor, "block", anchor, fit, target.path, blocks[at].span.start)
        return
    headings = target.facts.headings
    slugs = numbered_slugs(headings)
    for fit, at in rank_in_note(destination.typed.text, slugs):
        if slugs[at]:
            heading = headings[at]
            yield Choice(heading.visible, "heading", slugs[at], fit, target.path, heading.span.start, filter=slugs[at])
