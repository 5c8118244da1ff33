"""textDocument/didOpen, didChange, didSave and didClose."""

from lsprotocol import types as lsp

from wikilsp.server.convert import path_of, uri_of
from wikilsp.server.wiki_server import WikiServer
from wikilsp.vault.names import is_note


def did_open(ls: WikiServer, params: lsp.DidOpenTextDocumentParams) -> None:
    """Set the text of a note from its buffer."""
    path = path_of(params.text_document.uri)
    if path and is_note(path.name):
        ls.publisher.on_open(uri_of(path))
        ls.session.take(path, params.text_document.text)


def did_change(ls: WikiServer, params: lsp.DidChangeTextDocumentParams) -> None:
    """Set the text of a note from its buffer. Changes are full texts, so the last one counts."""
    path = path_of(params.text_document.uri)
    for vault, vault_path in ls.session.holding(path) if path and params.content_changes else ():
        if vault_path in vault.buffers:
            vault.take(vault_path, params.content_changes[-1].text)


def did_save(_ls: WikiServer, _params: lsp.DidSaveTextDocumentParams) -> None:
    """Do nothing, because the buffer is known already."""


def did_close(ls: WikiServer, params: lsp.DidCloseTextDocumentParams) -> None:
    """Read a note from its file again."""
    if path := path_of(params.text_document.uri):
        ls.last_tokens.pop(path, None)
        ls.publisher.on_close(uri_of(path))
        ls.session.close(path)
