"""One function for each method of the protocol, and the table of them all."""

from collections.abc import Callable
from typing import Any

from lsprotocol import types as lsp

from wikilsp.server.requests import (
    completion,
    documents,
    files,
    hierarchy,
    hints,
    hover,
    lenses,
    life,
    links,
    navigation,
    structure,
    tokens,
)

Handler = Callable[..., Any]
_ALL_FILES = [lsp.FileOperationFilter(lsp.FileOperationPattern("**/*"), scheme="file")]


def handlers() -> list[tuple[str, Any, Handler]]:
    """Give each method with its options and its handler. Options are made anew, since pygls writes into them."""
    all_files = lsp.FileOperationRegistrationOptions(_ALL_FILES)
    return [
        (lsp.INITIALIZE, None, life.initialize),
        (lsp.INITIALIZED, None, life.initialized),
        (lsp.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS, None, life.did_change_folders),
        (lsp.WORKSPACE_DID_CHANGE_CONFIGURATION, None, life.did_change_configuration),
        (lsp.TEXT_DOCUMENT_DID_OPEN, None, documents.did_open),
        (lsp.TEXT_DOCUMENT_DID_CHANGE, None, documents.did_change),
        (lsp.TEXT_DOCUMENT_DID_SAVE, None, documents.did_save),
        (lsp.TEXT_DOCUMENT_DID_CLOSE, None, documents.did_close),
        (lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES, None, files.did_change_watched_files),
        (lsp.WORKSPACE_DID_CREATE_FILES, all_files, files.did_create),
        (lsp.WORKSPACE_DID_DELETE_FILES, all_files, files.did_delete),
        (lsp.WORKSPACE_DID_RENAME_FILES, all_files, files.did_rename),
        (lsp.TEXT_DOCUMENT_DEFINITION, None, navigation.definition),
        (lsp.TEXT_DOCUMENT_REFERENCES, None, navigation.references),
        (lsp.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT, None, navigation.highlight),
        (lsp.TEXT_DOCUMENT_HOVER, None, hover.hover),
        (lsp.TEXT_DOCUMENT_COMPLETION, completion.options(), completion.completion),
        (lsp.COMPLETION_ITEM_RESOLVE, None, completion.resolve),
        (lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL, None, structure.outline),
        (lsp.WORKSPACE_SYMBOL, None, structure.workspace_symbols),
        (lsp.TEXT_DOCUMENT_FOLDING_RANGE, None, structure.folding),
        (lsp.TEXT_DOCUMENT_SELECTION_RANGE, None, structure.selection),
        (lsp.TEXT_DOCUMENT_DOCUMENT_LINK, lsp.DocumentLinkOptions(), links.links),
        (lsp.DOCUMENT_LINK_RESOLVE, None, links.resolve),
        (lsp.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL, tokens.legend(), tokens.full),
        (lsp.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL_DELTA, tokens.legend(), tokens.delta),
        (lsp.TEXT_DOCUMENT_SEMANTIC_TOKENS_RANGE, tokens.legend(), tokens.in_range),
        (lsp.TEXT_DOCUMENT_CODE_LENS, lsp.CodeLensOptions(), lenses.lenses),
        (lsp.CODE_LENS_RESOLVE, None, lenses.resolve),
        (lsp.TEXT_DOCUMENT_INLAY_HINT, None, hints.hints),
        (lsp.TEXT_DOCUMENT_PREPARE_CALL_HIERARCHY, None, hierarchy.prepare),
        (lsp.CALL_HIERARCHY_INCOMING_CALLS, None, hierarchy.incoming_calls),
        (lsp.CALL_HIERARCHY_OUTGOING_CALLS, None, hierarchy.outgoing_calls),
    ]
