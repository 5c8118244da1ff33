"""workspace/executeCommand: what no edit of a request can do.

That is to show a note, to create one for some clients, and to give a block of another note its id. Links may make a
client send commands, so each argument is checked.
"""

import re
from typing import Any

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcInvalidParams

from wikilsp.disk.new_paths import why_not_here
from wikilsp.server.convert import path_of
from wikilsp.server.edits import workspace_edit
from wikilsp.server.open_vault import OpenVault
from wikilsp.server.wiki_server import WikiServer
from wikilsp.targets import is_document
from wikilsp.text import Edit, Span
from wikilsp.vault.changes import Changes
from wikilsp.visible import unlinked

_BLOCK_ID = re.compile(r"[0-9A-Za-z-]+")


def can_show(client: lsp.ClientCapabilities) -> bool:
    """Can the client be asked to show a document?"""
    return bool(client.window and client.window.show_document and client.window.show_document.support)


def open_note(ls: WikiServer, *arguments: Any) -> None:
    """Show a file of a vault. The argument is its URI."""
    (uri,) = _given(arguments, uri=str)
    _held(ls, uri)
    if can_show(ls.client_capabilities):
        ls.spawn(_show(ls, uri))


def create_note(ls: WikiServer, *arguments: Any) -> None:
    """Create a note with a text and show it, for clients that cannot create files as a part of an edit.

    The arguments are the URI and the text.
    """
    from wikilsp.disk.write import WriteError, write  # noqa: PLC0415 - a server starts without it

    uri, text = _given(arguments, uri=str, text=str)
    vault, path = _held(ls, uri)
    if not is_document(path):
        raise _wrong(f"“uri” must name a note or an attachment, not “{path}”")
    if problem := why_not_here(vault.root, path):
        raise _wrong(f"“uri” is no place for a new file: {problem}")
    try:
        write(vault.root, Changes(creates={path: text}), {})
    except WriteError as error:
        ls.show_message(f"No note was created: {error}", is_warning=True)
        return
    ls.spawn(vault.refresh([path]))
    if can_show(ls.client_capabilities):
        ls.spawn(_show(ls, uri))
    else:
        ls.show_message(f"The note “{path}” was created.")


def add_block_id(ls: WikiServer, *arguments: Any) -> None:
    """Put an id after a block, unless it has become another one since it was chosen.

    The argument holds the URI of the note, the id, the offset of the end of the block, and what stands before that.
    """
    (place,) = _given(arguments, place=dict)
    names = {"uri": str, "id": str, "offset": int, "context": str}
    uri, block_id, offset, before = _given([place[name] for name in names if name in place], **names)
    if not _BLOCK_ID.fullmatch(block_id):
        raise _wrong("“id” must be the id of a block: letters, digits and hyphens")
    context = ls.context(uri)
    text = context.text.content if context else ""
    if context is None or not 0 < offset <= len(text) or not text[:offset].endswith(before):
        message = f"The block did not get its id, since its note was changed meanwhile. Add “ ^{block_id}” to its end."
        ls.show_message(message, is_warning=True)
        return
    changes = Changes({context.note.path: (Edit(Span(offset, offset), f" ^{block_id}"),)})
    edit = workspace_edit(ls, context.vault, changes)
    ls.workspace_apply_edit(lsp.ApplyWorkspaceEditParams(edit, "Add the id of a block"))


async def _show(ls: WikiServer, uri: str) -> None:
    await ls.window_show_document_async(lsp.ShowDocumentParams(uri, take_focus=True))


# Arguments


_KINDS: dict[type, str] = {str: "a string", int: "an integer", dict: "an object"}


def _given(arguments: Any, **wanted: type) -> list[Any]:
    """Return the arguments of a command if they are as many as wanted, of these types, and text that can be written."""
    if len(arguments) != len(wanted):
        names = ", ".join(f"“{name}”" for name in wanted)
        raise _wrong(f"there must be just these arguments: {names}")
    for value, (name, kind) in zip(arguments, wanted.items(), strict=True):
        if type(value) is not kind:
            raise _wrong(f"“{name}” must be {_KINDS[kind]}")
        if isinstance(value, str) and any("\ud800" <= char <= "\udfff" for char in value):
            raise _wrong(f"“{name}” holds half of a character")
    return list(arguments)


def _wrong(problem: str) -> JsonRpcInvalidParams:
    return JsonRpcInvalidParams(unlinked(problem))


def _held(ls: WikiServer, uri: str) -> tuple[OpenVault, str]:
    """Return the vault that a file lies in and its vault path; the innermost vault that is served."""
    path = path_of(uri)
    inside = [held for held in ls.session.holding(path) if held[0].single is None] if path else []
    if not inside:
        raise _wrong("“uri” must be the “file:” URI of a file in a vault that is open")
    return max(inside, key=lambda held: len(held[0].root.parts))
