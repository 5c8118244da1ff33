"""workspace/executeCommand: what no edit of a request can do.

That is to show a note, to create one for some clients, and to give a block of another note its id.
"""

from typing import Any

from lsprotocol import types as lsp

from wikilsp.server.convert import path_of
from wikilsp.server.edits import workspace_edit
from wikilsp.server.wiki_server import WikiServer
from wikilsp.text import Edit, Span
from wikilsp.vault.changes import Changes


def can_show(client: lsp.ClientCapabilities) -> bool:
    """Can the client be asked to show a document?"""
    return bool(client.window and client.window.show_document and client.window.show_document.support)


def open_note(ls: WikiServer, uri: str) -> None:
    """Show a note."""
    if can_show(ls.client_capabilities):
        ls.spawn(_show(ls, uri))


def create_note(ls: WikiServer, uri: str, text: str) -> None:
    """Create a note with this text and show it, for clients that cannot create files as a part of an edit."""
    path = path_of(uri)
    inside = list(ls.session.holding(path)) if path else []
    if not path or not inside:
        return
    from wikilsp.vault.write import WriteError, write  # noqa: PLC0415 - a server starts without it

    vault, vault_path = max(inside, key=lambda held: len(held[0].root.parts))
    try:
        write(vault.root, Changes(creates={vault_path: text}), {})
    except WriteError as error:
        ls.window_show_message(lsp.ShowMessageParams(lsp.MessageType.Error, f"No note was created: {error}"))
        return
    ls.spawn(vault.refresh([vault_path]))
    if can_show(ls.client_capabilities):
        open_note(ls, uri)
    else:
        ls.tell(f"The note “{vault_path}” was created.")


def add_block_id(ls: WikiServer, place: dict[str, Any]) -> None:
    """Put an id behind a block, unless it has become another one since it was chosen."""
    asked = ls.asked_again(place)
    block_id, offset = place["id"], place["offset"]
    if asked is None or not asked.here.text[:offset].endswith(place["context"]):
        message = f"The block did not get its id, since its note was changed meanwhile. Add “ ^{block_id}” to its end."
        ls.window_show_message(lsp.ShowMessageParams(lsp.MessageType.Warning, message))
        return
    changes = Changes({asked.note.path: (Edit(Span(offset, offset), f" ^{block_id}"),)})
    edit = workspace_edit(ls, asked.vault, changes)
    ls.workspace_apply_edit(lsp.ApplyWorkspaceEditParams(edit, "Add the id of a block"))


async def _show(ls: WikiServer, uri: str) -> None:
    await ls.window_show_document_async(lsp.ShowDocumentParams(uri, take_focus=True))
