"""The destination of a Markdown link or image: the path of a file from the note's folder, then an anchor in a note."""

import re
from collections.abc import Iterator
from functools import partial
from typing import NamedTuple
from urllib.parse import unquote

from wikilsp.features.completion.indices import Indices
from wikilsp.features.completion.items import LIMIT, Choice, TypedText
from wikilsp.features.completion.notes import weights
from wikilsp.features.completion.sections import ranked_here
from wikilsp.index.name_index import Names
from wikilsp.index.ranking import Fit, ranked
from wikilsp.note import Note
from wikilsp.syntax.destination import escaped, is_external
from wikilsp.syntax.facts import Link
from wikilsp.text import Span
from wikilsp.vault.fragments import numbered_slugs
from wikilsp.vault.names import is_note, joined, relative, without_extension
from wikilsp.vault.vault import Vault

_DESTINATION = re.compile(r"(!?)\[[^\[\]]*\]\((?:<([^<>]*)|([^\s()<>]*))\Z")
_REST = re.compile(r"[^\s()<>#]*")
_REST_IN_ANGLES = re.compile(r"[^<>#]*")
_CLOSING = re.compile(r">?\)?")
_GOES_ON = re.compile(r"#|[ \t]+[\"'(]")
"""What follows a path that is not all of the destination: an anchor or a title."""


class TypedDestination(NamedTuple):
    """A destination in the making, and whether its path or the anchor behind it is typed."""

    typed: TypedText
    span: Span
    """All of the link so far, with what closes it."""
    path: str | None
    """Of an anchor, the path before it, "" for this note; None while the path is typed."""
    is_image: bool
    in_angles: bool


def typed_destination(text: str, line: Span, offset: int) -> TypedDestination | None:
    """Give the destination that is being typed at `offset` of `text`, in this line of it; None if there is none."""
    match = _DESTINATION.search(text, line.start, offset)
    if match is None or is_external(match[2] or match[3] or ""):
        return None
    in_angles = match[2] is not None
    path, mark, anchor = (match[2] if in_angles else match[3]).partition("#")
    written = anchor if mark else path
    rest = (_REST_IN_ANGLES if in_angles else _REST).match(text, offset, line.end)
    end = rest.end() if rest else offset
    closer = "" if _GOES_ON.match(text, end, line.end) else ">)" if in_angles else ")"
    closing = _CLOSING.match(text, end, line.end) if closer else None
    span = Span(offset - len(written), closing.end() if closing else end)
    return TypedDestination(
        TypedText(written, span, closer),
        Span(match.start(), span.end),
        unquote(path) if mark else None,
        bool(match[1]),
        in_angles,
    )


def destinations(indices: Indices, note: Note, destination: TypedDestination) -> Iterator[Choice]:
    """Give what may stand in the place of what is typed, best first."""
    if destination.path is not None:
        yield from _anchors(indices.vault, note, destination)
        return
    typed = unquote(destination.typed.text)
    query = _vault_path(note, typed)
    if query is None:
        return
    groups = _groups(indices, query, is_image=destination.is_image)
    spelt = [group.spelt for group in groups]
    seen = set[str]()
    for fit, group, at in ranked(without_extension(query), spelt, 2 * LIMIT, partial(weights, indices, note, groups)):
        path = groups[group].names[at].path
        if path not in seen:
            seen.add(path)
            yield _choice(note, path, typed, fit, in_angles=destination.in_angles)


def _vault_path(note: Note, typed: str) -> str | None:
    """Give what is looked for among vault paths, or among names where no folder is typed; None outside of the vault."""
    if not typed.startswith("."):
        return typed.removeprefix("/")
    folder, _, name = typed.rpartition("/")
    above = joined(note.folder, folder)
    return None if above is None else f"{above}/{name}".removeprefix("/")


def _groups(indices: Indices, query: str, *, is_image: bool) -> list[Names]:
    names = indices.names
    by_path = "/" in query
    notes = names.paths() if by_path else names.notes()
    attachments = names.attachment_paths() if by_path else names.attachments()
    return [attachments, notes] if is_image else [notes, attachments]


def _choice(note: Note, path: str, typed: str, fit: Fit, *, in_angles: bool) -> Choice:
    if typed.startswith("/"):
        written = f"/{path}"
    else:
        written = relative(note.folder, path)
        if typed.startswith("./") and not written.startswith("."):
            written = f"./{written}"
    insert = escaped(written, in_angles=in_angles)
    return Choice(written, "note" if is_note(path) else "attachment", insert, fit, path, filter=insert)


def _anchors(vault: Vault, note: Note, destination: TypedDestination) -> Iterator[Choice]:
    link = Link("link", destination.span, destination.path or "", destination.span)
    target = vault.notes.get(vault.resolve(note, link).target or "")
    if target is None:
        return
    if destination.typed.text.startswith("^"):
        blocks = [block for block in target.facts.blocks if not block.from_property]
        for fit, at in ranked_here(destination.typed.text, [f"^{block.id}" for block in blocks]):
            anchor = f"^{blocks[at].id}"
            yield Choice(anchor, "block", anchor, fit, target.path, blocks[at].span.start)
        return
    headings = target.facts.headings
    slugs = numbered_slugs(headings)
    for fit, at in ranked_here(destination.typed.text, slugs):
        if slugs[at]:
            heading = headings[at]
            yield Choice(heading.visible, "heading", slugs[at], fit, target.path, heading.span.start, filter=slugs[at])
