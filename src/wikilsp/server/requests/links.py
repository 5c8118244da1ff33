"""textDocument/documentLink and documentLink/resolve."""

from urllib.parse import quote

from lsprotocol import types as lsp
from msgspec import json

from wikilsp.features.document_links import document_links as find_links
from wikilsp.features.document_links import is_link_missing, link_target
from wikilsp.server.convert import uri_of
from wikilsp.server.wiki_server import NoteContext, WikiServer

_CREATE_TARGET = "wikilsp.createTarget"
"""The command of the extension of VS Code that asks the user whether to create the target of a link."""


def document_links(_ls: WikiServer, context: NoteContext, params: lsp.DocumentLinkParams) -> list[lsp.DocumentLink]:
    """Return the ranges of the links of a note. Targets are resolved later."""
    _, note, text = context
    return [lsp.DocumentLink(text.range(span), data={"uri": params.text_document.uri}) for span in find_links(note)]


def resolve(ls: WikiServer, params: lsp.DocumentLink) -> lsp.DocumentLink:
    """Resolve the target of a link."""
    context = ls.resolve_context(params.data)
    if context is None:
        return params
    vault, note, text = context
    span = text.span(params.range)
    target = link_target(vault.vault, note, span)
    if isinstance(target, str):
        params.target = target
    elif target:
        start = ls.line_table(vault, target.path).position(target.selection.start)
        line = f"#L{start.line + 1}" if start.line else ""
        params.target = f"{uri_of(vault.root / target.path)}{line}"
    elif ls.extension.command_links and is_link_missing(vault.vault, note, span):
        params.target = _create_target(uri_of(vault.root / note.path), params.range.start)
    return params


def _create_target(uri: str, start: lsp.Position) -> str:
    """Return the URI of the command that creates the target of the link at a position, with its argument."""
    place = {"uri": uri, "line": start.line, "character": start.character}
    return f"command:{_CREATE_TARGET}?{quote(json.encode([place]).decode())}"
