"""The request handlers, one module per family of methods, with tables of the handlers and of the needs of requests."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from lsprotocol import types as lsp

from wikilsp.features.needs import definition_needs, highlight_needs, hover_needs, link_needs
from wikilsp.server.requests import (
    capabilities,
    commands,
    documents,
    files,
    hints,
    hover,
    lenses,
    lifecycle,
    links,
    navigation,
    needs,
    structure,
    tokens,
)
from wikilsp.server.waiting import Need
from wikilsp.server.wiki_server import WikiServer

Handler = Callable[..., Any]
_LATER = (
    "wikilsp.server.requests.completion",
    "wikilsp.syntax.markdown",
    "wikilsp.syntax.safe_markdown",
    "wikilsp.server.requests.code_actions",
    "wikilsp.lint",
    "wikilsp.server.requests.hierarchy",
    "wikilsp.server.requests.rename",
    "rapidfuzz",
)
"""Modules imported in the background after startup, in the order in which an editor needs them."""
_ALL_FILES = [lsp.FileOperationFilter(lsp.FileOperationPattern("**/*"), scheme="file")]


def _of_note(handler: Handler) -> Handler:
    """Pass a handler the note of its document. For documents that are no notes, the result is null."""

    def handle(ls: WikiServer, params: Any) -> Any:
        context = ls.context(params.text_document.uri)
        return handler(ls, context, params) if context else None

    return handle


def _later(module: str, name: str) -> Handler:
    """Return a handler whose module is imported on its first call."""

    def handle(ls: WikiServer, *arguments: Any) -> Any:
        return getattr(import_module(f"{__name__}.{module}"), name)(ls, *arguments)

    return handle


def import_later() -> None:
    """Import the modules that the first requests don't need, so that later ones don't wait for it. Runs in a thread."""
    for module in _LATER:
        import_module(module)


def method_handlers() -> list[tuple[str, Any, Handler]]:
    """Return each method with its options and its handler. The options are new objects, because pygls modifies them."""
    all_files = lsp.FileOperationRegistrationOptions(_ALL_FILES)
    return [
        (lsp.INITIALIZE, None, lifecycle.initialize),
        (lsp.INITIALIZED, None, lifecycle.initialized),
        (lsp.SHUTDOWN, None, lifecycle.shutdown),
        (lsp.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS, None, lifecycle.did_change_folders),
        (lsp.WORKSPACE_DID_CHANGE_CONFIGURATION, None, lifecycle.did_change_configuration),
        (lsp.TEXT_DOCUMENT_DID_OPEN, None, documents.did_open),
        (lsp.TEXT_DOCUMENT_DID_CHANGE, None, documents.did_change),
        (lsp.TEXT_DOCUMENT_DID_SAVE, None, documents.did_save),
        (lsp.TEXT_DOCUMENT_DID_CLOSE, None, documents.did_close),
        (lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES, None, files.did_change_watched_files),
        (lsp.WORKSPACE_DID_CREATE_FILES, all_files, files.did_create),
        (lsp.WORKSPACE_DID_DELETE_FILES, all_files, files.did_delete),
        (lsp.WORKSPACE_DID_RENAME_FILES, all_files, _later("rename", "did_rename_files")),
        (lsp.WORKSPACE_WILL_RENAME_FILES, all_files, _later("rename", "will_rename_files")),
        (lsp.TEXT_DOCUMENT_PREPARE_RENAME, None, _of_note(_later("rename", "prepare"))),
        (lsp.TEXT_DOCUMENT_RENAME, capabilities.rename(), _of_note(_later("rename", "rename"))),
        (lsp.TEXT_DOCUMENT_DEFINITION, None, _of_note(navigation.definition)),
        (lsp.TEXT_DOCUMENT_REFERENCES, None, _of_note(navigation.references)),
        (lsp.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT, None, _of_note(navigation.highlight)),
        (lsp.TEXT_DOCUMENT_HOVER, None, _of_note(hover.hover)),
        (lsp.TEXT_DOCUMENT_COMPLETION, capabilities.completion(), _of_note(_later("completion", "completion"))),
        (lsp.COMPLETION_ITEM_RESOLVE, None, _later("completion", "resolve")),
        (lsp.TEXT_DOCUMENT_CODE_ACTION, capabilities.code_actions(), _of_note(_later("code_actions", "code_actions"))),
        (lsp.CODE_ACTION_RESOLVE, None, _later("code_actions", "resolve")),
        (lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL, None, _of_note(structure.outline)),
        (lsp.WORKSPACE_SYMBOL, None, structure.workspace_symbols),
        (lsp.TEXT_DOCUMENT_FOLDING_RANGE, None, _of_note(structure.folding)),
        (lsp.TEXT_DOCUMENT_SELECTION_RANGE, None, _of_note(structure.selection)),
        (lsp.TEXT_DOCUMENT_DOCUMENT_LINK, lsp.DocumentLinkOptions(), _of_note(links.document_links)),
        (lsp.DOCUMENT_LINK_RESOLVE, None, links.resolve),
        (lsp.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL, tokens.legend(), _of_note(tokens.full)),
        (lsp.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL_DELTA, tokens.legend(), _of_note(tokens.delta)),
        (lsp.TEXT_DOCUMENT_SEMANTIC_TOKENS_RANGE, tokens.legend(), _of_note(tokens.in_range)),
        (lsp.TEXT_DOCUMENT_CODE_LENS, lsp.CodeLensOptions(), _of_note(lenses.lenses)),
        (lsp.CODE_LENS_RESOLVE, None, lenses.resolve),
        (lsp.TEXT_DOCUMENT_INLAY_HINT, None, _of_note(hints.hints)),
        (lsp.TEXT_DOCUMENT_PREPARE_CALL_HIERARCHY, None, _of_note(_later("hierarchy", "prepare"))),
        (lsp.CALL_HIERARCHY_INCOMING_CALLS, None, _later("hierarchy", "incoming_calls")),
        (lsp.CALL_HIERARCHY_OUTGOING_CALLS, None, _later("hierarchy", "outgoing_calls")),
    ]


def needs_of_requests() -> dict[str, Need]:
    """Return the needs of each request, by method."""
    return {
        lsp.INITIALIZE: needs.nothing,
        lsp.SHUTDOWN: needs.nothing,
        lsp.WORKSPACE_WILL_RENAME_FILES: needs.moved_files,
        lsp.TEXT_DOCUMENT_PREPARE_RENAME: needs.at_cursor(link_needs),
        lsp.TEXT_DOCUMENT_RENAME: needs.renames,
        lsp.TEXT_DOCUMENT_DEFINITION: needs.at_cursor(definition_needs),
        lsp.TEXT_DOCUMENT_REFERENCES: needs.all_notes,
        lsp.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT: needs.at_cursor(highlight_needs),
        lsp.TEXT_DOCUMENT_HOVER: needs.at_cursor(hover_needs),
        lsp.TEXT_DOCUMENT_COMPLETION: needs.completion,
        lsp.COMPLETION_ITEM_RESOLVE: needs.own_note,
        lsp.TEXT_DOCUMENT_CODE_ACTION: needs.all_notes,
        lsp.CODE_ACTION_RESOLVE: needs.all_notes,
        lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL: needs.own_note,
        lsp.WORKSPACE_SYMBOL: needs.symbols,
        lsp.TEXT_DOCUMENT_FOLDING_RANGE: needs.own_note,
        lsp.TEXT_DOCUMENT_SELECTION_RANGE: needs.own_note,
        lsp.TEXT_DOCUMENT_DOCUMENT_LINK: needs.own_note,
        lsp.DOCUMENT_LINK_RESOLVE: needs.link,
        lsp.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL: needs.links,
        lsp.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL_DELTA: needs.links,
        lsp.TEXT_DOCUMENT_SEMANTIC_TOKENS_RANGE: needs.links,
        lsp.TEXT_DOCUMENT_CODE_LENS: needs.lenses,
        lsp.CODE_LENS_RESOLVE: needs.all_notes,
        lsp.TEXT_DOCUMENT_INLAY_HINT: needs.titles,
        lsp.TEXT_DOCUMENT_PREPARE_CALL_HIERARCHY: needs.at_cursor(link_needs),
        lsp.CALL_HIERARCHY_INCOMING_CALLS: needs.all_notes,
        lsp.CALL_HIERARCHY_OUTGOING_CALLS: needs.all_notes,
        lsp.TEXT_DOCUMENT_DIAGNOSTIC: needs.all_notes,
        lsp.WORKSPACE_DIAGNOSTIC: needs.all_vaults,
        lsp.WORKSPACE_EXECUTE_COMMAND: needs.nothing,
    }


def command_handlers() -> list[tuple[str, Handler]]:
    """Return the handler of each command, by name."""
    return [
        (capabilities.ADD_BLOCK_ID, commands.add_block_id),
        (capabilities.OPEN, commands.open_note),
        (capabilities.CREATE, commands.create_note),
        (capabilities.PREVIEW_LINKS, _later("extension", "preview_links")),
        (capabilities.NEW_NOTE, _later("extension", "new_note")),
    ]
