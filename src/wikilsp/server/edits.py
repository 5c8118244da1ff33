"""Converts changes to workspace edits, in the form that the client supports."""

from collections.abc import Callable, Sequence

from lsprotocol import types as lsp

from wikilsp.server.convert import path_of, uri_below, uri_of
from wikilsp.server.open_vault import OpenVault
from wikilsp.server.refusal import RequestRefused
from wikilsp.server.wiki_server import WikiServer
from wikilsp.text import Edit
from wikilsp.vault.changes import Changes
from wikilsp.visible import escape_message

_ANNOTATION = "wikilsp"
_Operation = lsp.TextDocumentEdit | lsp.CreateFile | lsp.RenameFile | lsp.DeleteFile


def can_create(client: lsp.ClientCapabilities) -> bool:
    """Whether the client can create files as part of an edit."""
    return _can(client, lsp.ResourceOperationKind.Create)


def can_move(client: lsp.ClientCapabilities) -> bool:
    """Whether the client can rename files as part of an edit."""
    return _can(client, lsp.ResourceOperationKind.Rename)


def can_confirm(client: lsp.ClientCapabilities) -> bool:
    """Whether the client can ask the user to confirm an edit."""
    return _has(client, lambda edit: edit.change_annotation_support)


def workspace_edit(ls: WikiServer, vault: OpenVault, changes: Changes, confirm: str | None = None) -> lsp.WorkspaceEdit:
    """Return the edit that makes `changes`. If the client can, it lets the user confirm it first, and shows `confirm`.

    Raise `ValueError` if the changes move or create files and the client can't (see `can_move` and `can_create`), and
    `RequestRefused` if the text of a note doesn't match its facts.
    """
    client = ls.client_capabilities
    _check(ls, vault, changes)
    if (changes.moves and not can_move(client)) or (changes.creates and not can_create(client)):
        raise ValueError("the client cannot move or create files")
    if not _takes_document_changes(client):
        return lsp.WorkspaceEdit(
            changes={
                _document(ls, vault, path).uri: [lsp.TextEdit(text.range(span), content) for span, content in edits]
                for path, edits in changes.edits.items()
                for text in [ls.encoded_text(vault, path)]
            }
        )
    annotation = _ANNOTATION if confirm and can_confirm(client) else None
    operations = _operations(ls, vault, changes, annotation)
    if annotation is None:
        return lsp.WorkspaceEdit(document_changes=operations)
    reason = lsp.ChangeAnnotation(escape_message(confirm or ""), needs_confirmation=True)
    return lsp.WorkspaceEdit(document_changes=operations, change_annotations={annotation: reason})


def _check(ls: WikiServer, vault: OpenVault, changes: Changes) -> None:
    from wikilsp.vault.edit_guard import MisplacedError, check_edits  # noqa: PLC0415 - not needed to start

    for path, edits in changes.edits.items():
        note = vault.vault.notes.get(path)
        try:
            if note:
                check_edits(note, ls.encoded_text(vault, path).content, edits)
        except MisplacedError as error:
            raise RequestRefused(str(error)) from error


def merge(edits: Sequence[lsp.WorkspaceEdit]) -> lsp.WorkspaceEdit:
    """Merge several edits, which must concern different files."""
    changes = {uri: text_edits for edit in edits for uri, text_edits in (edit.changes or {}).items()}
    operations = [operation for edit in edits for operation in edit.document_changes or ()]
    annotations = {name: reason for edit in edits for name, reason in (edit.change_annotations or {}).items()}
    return lsp.WorkspaceEdit(changes or None, operations or None, annotations or None)


def _operations(ls: WikiServer, vault: OpenVault, changes: Changes, annotation: str | None) -> list[_Operation]:
    """Return the operations in order: a note that is edited and moved is edited first."""

    def uri(path: str) -> str:
        return uri_below(uri_of(vault.root), path)

    return [
        *(_document_edit(ls, vault, path, edits, annotation) for path, edits in changes.edits.items()),
        *(step for path, text in changes.creates.items() for step in _create(uri(path), text, annotation)),
        *(
            lsp.RenameFile(uri(old), uri(new), options=lsp.RenameFileOptions(overwrite=False), annotation_id=annotation)
            for old, new in changes.moves.items()
        ),
    ]


def _document_edit(
    ls: WikiServer, vault: OpenVault, path: str, edits: tuple[Edit, ...], annotation: str | None
) -> lsp.TextDocumentEdit:
    text = ls.encoded_text(vault, path)
    return lsp.TextDocumentEdit(
        _document(ls, vault, path), [_text_edit(text.range(span), content, annotation) for span, content in edits]
    )


def _document(ls: WikiServer, vault: OpenVault, path: str) -> lsp.OptionalVersionedTextDocumentIdentifier:
    """Identify a note: an open one by the client's own URI and version, so that the client detects conflicts."""
    if path in vault.buffers:
        for uri, document in ls.workspace.text_documents.items():
            if path_of(uri) == vault.root / path:
                return lsp.OptionalVersionedTextDocumentIdentifier(uri, document.version)
    return lsp.OptionalVersionedTextDocumentIdentifier(uri_below(uri_of(vault.root), path), None)


def _create(uri: str, text: str, annotation: str | None) -> tuple[lsp.CreateFile, lsp.TextDocumentEdit]:
    start = lsp.Position(0, 0)
    return (
        lsp.CreateFile(uri, options=lsp.CreateFileOptions(overwrite=False), annotation_id=annotation),
        lsp.TextDocumentEdit(
            lsp.OptionalVersionedTextDocumentIdentifier(uri, None),
            [_text_edit(lsp.Range(start, start), text, annotation)],
        ),
    )


def _text_edit(range_: lsp.Range, text: str, annotation: str | None) -> lsp.TextEdit | lsp.AnnotatedTextEdit:
    return lsp.AnnotatedTextEdit(annotation, range_, text) if annotation is not None else lsp.TextEdit(range_, text)


def _takes_document_changes(client: lsp.ClientCapabilities) -> bool:
    # Neovim declares only that it renames files, which requires document changes.
    return _has(client, lambda edit: edit.document_changes or edit.resource_operations)


def _can(client: lsp.ClientCapabilities, kind: lsp.ResourceOperationKind) -> bool:
    return _has(client, lambda edit: kind in (edit.resource_operations or ()))


def _has(client: lsp.ClientCapabilities, get: Callable[[lsp.WorkspaceEditClientCapabilities], object]) -> bool:
    edit = client.workspace.workspace_edit if client.workspace else None
    return bool(edit and get(edit))
