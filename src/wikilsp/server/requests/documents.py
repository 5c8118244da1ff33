"""textDocument/didOpen, didChange, didSave and didClose: the buffers of the client."""

from lsprotocol import types as lsp

from wikilsp.server.convert import path_of
from wikilsp.server.wiki_server import WikiServer
from wikilsp.vault.names import is_note


def did_open(ls: WikiServer, params: lsp.DidOpenTextDocumentParams) -> None:
    """Take the text of a buffer for that of its note."""
    path = path_of(params.text_document.uri)
    if path and is_note(path.name):
        ls.session.take(path, params.text_document.text)


def did_change(ls: WikiServer, params: lsp.DidChangeTextDocumentParams) -> None:
    """Take the new text of a buffer. The server asks for whole texts, so the last change is all of it."""
    path = path_of(params.text_document.uri)
    for vault, vault_path in ls.session.holding(path) if path and params.content_changes else ():
        if vault_path in vault.buffers:
            vault.take(vault_path, params.content_changes[-1].text)


def did_save(_ls: WikiServer, _params: lsp.DidSaveTextDocumentParams) -> None:
    """Nothing to do: the buffer was known already, and its file is looked at when the buffer is closed."""


def did_close(ls: WikiServer, params: lsp.DidCloseTextDocumentParams) -> None:
    """Go back to what the disk says."""
    if path := path_of(params.text_document.uri):
        ls.last_tokens.pop(path, None)
        ls.session.close(path)
