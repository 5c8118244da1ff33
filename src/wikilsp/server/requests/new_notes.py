"""workspace/executeCommand: what no edit can do, which is to show a note, and to create one for some clients."""

from lsprotocol import types as lsp

from wikilsp.server.convert import path_of
from wikilsp.server.wiki_server import WikiServer
from wikilsp.vault.changes import Changes
from wikilsp.vault.write import WriteError, write

OPEN = "wikilsp.open"
CREATE = "wikilsp.create"


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


async def _show(ls: WikiServer, uri: str) -> None:
    await ls.window_show_document_async(lsp.ShowDocumentParams(uri, take_focus=True))
