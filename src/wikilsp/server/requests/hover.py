"""textDocument/hover."""

from datetime import datetime
from functools import partial
from json import dumps
from urllib.parse import quote

from lsprotocol import types as lsp

from wikilsp.disk.new_paths import creation_problem
from wikilsp.features.hover import hover as find_hover
from wikilsp.server.convert import uri_of
from wikilsp.server.open_vault import OpenVault
from wikilsp.server.requests.capabilities import CREATE
from wikilsp.server.wiki_server import NoteContext, WikiServer
from wikilsp.text import Span


def hover(ls: WikiServer, context: NoteContext, params: lsp.HoverParams) -> lsp.Hover | None:
    """Describe the symbol under the cursor."""
    vault, note, text = context
    files = ls.files(vault)
    if ls.extension.command_links:
        files = files._replace(create=partial(_create_uri, vault))
    is_reported = partial(_is_missing_target_reported, vault, note.path)
    found = find_hover(vault.graph, vault.uses, note, text.offset(params.position), files, is_reported)
    if found is None:
        return None
    kind = lsp.MarkupKind.Markdown if _takes_markdown(ls.client_capabilities) else lsp.MarkupKind.PlainText
    return lsp.Hover(lsp.MarkupContent(kind, found.markdown), text.range(found.span))


def _is_missing_target_reported(vault: OpenVault, path: str, span: Span) -> bool:
    """Whether the editor shows a finding about the target of the link at a span."""
    found = (each.finding.span for each in vault.findings(path) if each.code.startswith("missing-"))
    return any(span.start <= start and end <= span.end for start, end in found)


def _create_uri(vault: OpenVault, path: str) -> str | None:
    """Return the URI of a link that creates the note at a vault path; None if no note may be created there."""
    from wikilsp.features.quick_fixes import new_note_text  # noqa: PLC0415 - not needed to start

    if creation_problem(vault.root, path):
        return None
    text = new_note_text(vault.vault, path, vault.read_any, datetime.now().astimezone())
    return f"command:{CREATE}?{quote(dumps([uri_of(vault.root / path), text]), safe='')}"


def _takes_markdown(client: lsp.ClientCapabilities) -> bool:
    hover = client.text_document.hover if client.text_document else None
    # Every current editor displays Markdown, even if the client doesn't declare it.
    return not (hover and hover.content_format) or lsp.MarkupKind.Markdown in hover.content_format
