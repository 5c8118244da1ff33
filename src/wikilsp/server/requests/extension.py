"""workspace/executeCommand: what the extension of an editor needs to know in order to show and create notes.

Each command takes one object, whose fields are checked: links may trigger commands.
"""

from datetime import datetime
from typing import Annotated, Any, TypeVar

from lsprotocol import types as lsp
from msgspec import Meta, Struct, ValidationError, convert
from pygls.exceptions import JsonRpcInvalidParams

from wikilsp.disk.new_paths import creation_problem
from wikilsp.features.link_preview import LinkPreview, link_preview
from wikilsp.features.quick_fixes import new_note_text
from wikilsp.server.convert import uri_below, uri_of
from wikilsp.server.open_vault import OpenVault
from wikilsp.server.wiki_server import WikiServer
from wikilsp.visible import escape_message, escape_name

MOST_LINKS = 500
"""Links to preview at a time."""
MOST_EMBEDDED = 1_000_000
"""Characters of embedded notes in one answer. Further embeds are shown as links."""


class _Links(Struct, forbid_unknown_fields=True):
    """The argument of `preview_links`: links of the note at `uri` as they are written, with their brackets."""

    uri: str
    links: list[str]


class _Place(Struct, forbid_unknown_fields=True):
    """The argument of `new_note`: a position in the link of the note at `uri`."""

    uri: str
    line: Annotated[int, Meta(ge=0, lt=2**31)]
    character: Annotated[int, Meta(ge=0, lt=2**31)]


_Argument = TypeVar("_Argument", _Links, _Place)


def preview_links(ls: WikiServer, *arguments: Any) -> list[dict[str, Any] | None]:
    """Return what links lead to and show, in their order; null for each text that is no link."""
    wanted = _argument(arguments, _Links)
    context = ls.context(wanted.uri)
    if context is None:
        return [None] * len(wanted.links)
    vault, note, _ = context
    left = MOST_EMBEDDED
    answers: list[dict[str, Any] | None] = []
    for written in wanted.links[:MOST_LINKS]:
        found = link_preview(vault.vault, note, written, vault.text if left > 0 else lambda _: None)
        left -= len(found.markdown or "") if found else 0
        answers.append(_encode(vault, found) if found else None)
    return answers


def _encode(vault: OpenVault, found: LinkPreview) -> dict[str, Any]:
    size = found.size
    return {
        "text": found.text,
        "uri": uri_below(uri_of(vault.root), found.path) if found.path is not None else None,
        "anchor": found.anchor,
        "isMissing": found.is_missing,
        "url": found.url,
        "size": [size.width, size.height] if size else None,
        "markdown": found.markdown,
    }


def new_note(ls: WikiServer, *arguments: Any) -> dict[str, Any] | None:
    """Return the URI, legible vault path and text of the note to create for a link whose target is missing.

    Null if the link leads somewhere, or if no note may have that name.
    """
    place = _argument(arguments, _Place)
    context = ls.context(place.uri)
    if context is None:
        return None
    vault, note, text = context
    offset = text.offset(lsp.Position(place.line, place.character))
    link = next((link for link in note.links if link.span.start <= offset < link.span.end), None)
    if link is None or vault.vault.resolve(note, link).how != "missing":
        return None
    path = vault.vault.new_note_path(note, link.path, link.kind)
    return _describe(vault, path) if path and creation_problem(vault.root, path) is None else None


def _describe(vault: OpenVault, path: str) -> dict[str, Any]:
    text = new_note_text(vault.vault, path, vault.read_any, datetime.now().astimezone())
    return {"uri": uri_of(vault.root / path), "path": escape_name(path), "text": text}


def _argument(arguments: tuple[Any, ...], kind: type[_Argument]) -> _Argument:
    """Return the argument of a command. Raise `JsonRpcInvalidParams` unless it has the fields of its type."""
    try:
        (value,) = arguments
        return convert(value, kind)
    except (ValueError, ValidationError) as error:
        problem = str(error) if isinstance(error, ValidationError) else "expected exactly one argument, an object"
        raise JsonRpcInvalidParams(escape_message(problem)) from error
