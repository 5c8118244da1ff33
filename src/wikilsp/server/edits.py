"""Changes as an edit of the workspace, in the form that the client takes. Does not know what they are for."""

from collections.abc import Callable, Sequence

from lsprotocol import types as lsp

from wikilsp.server.convert import path_of, uri_below, uri_of
from wikilsp.server.open_vault import OpenVault
from wikilsp.server.protocol import RequestRefused
from wikilsp.server.wiki_server import WikiServer
from wikilsp.text import Edit
from wikilsp.vault.changes import Changes
from wikilsp.visible import unlinked

_ANNOTATION = "wikilsp"
_Operation = lsp.TextDocumentEdit | lsp.CreateFile | lsp.RenameFile | lsp.DeleteFile


def can_create(client: lsp.ClientCapabilities) -> bool:
    """Can the client create a file as a part of an edit?"""
    return _can(client, lsp.ResourceOperationKind.Create)


def can_move(client: lsp.ClientCapabilities) -> bool:
    """Can the client rename a file as a part of an edit?"""
    return _can(client, lsp.ResourceOperationKind.Rename)


def can_ask(client: lsp.ClientCapabilities) -> bool:
    """Can the client ask its user before it makes an edit?"""
    return _ability(client, lambda edit: edit.change_annotation_support)


def workspace_edit(ls: WikiServer, vault: OpenVault, changes: Changes, confirm: str | None = None) -> lsp.WorkspaceEdit:
    """Give the edit that makes `changes`; where the client can, it asks its user first and shows `confirm` as why.

    Changes that move or create files are for clients that can (`can_move`, `can_create`) only: raises `ValueError`.
    Raises `RequestRefused` where a note does not say what is known of it.
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
    annotation = _ANNOTATION if confirm and can_ask(client) else None
    operations = _operations(ls, vault, changes, annotation)
    if annotation is None:
        return lsp.WorkspaceEdit(document_changes=operations)
    why = lsp.ChangeAnnotation(unlinked(confirm or ""), needs_confirmation=True)
    return lsp.WorkspaceEdit(document_changes=operations, change_annotations={annotation: why})


def _check(ls: WikiServer, vault: OpenVault, changes: Changes) -> None:
    from wikilsp.vault.edit_guard import MisplacedError, check_edits  # noqa: PLC0415 - a server starts without it

    for path, edits in changes.edits.items():
        note = vault.vault.notes.get(path)
        try:
            if note:
                check_edits(note, ls.encoded_text(vault, path).text, edits)
        except MisplacedError as error:
            raise RequestRefused(str(error)) from error


def joined(edits: Sequence[lsp.WorkspaceEdit]) -> lsp.WorkspaceEdit:
    """Give the edit that makes all of several edits, which concern different files."""
    changes = {uri: made for edit in edits for uri, made in (edit.changes or {}).items()}
    operations = [operation for edit in edits for operation in edit.document_changes or ()]
    annotations = {name: why for edit in edits for name, why in (edit.change_annotations or {}).items()}
    return lsp.WorkspaceEdit(changes or None, operations or None, annotations or None)


def _operations(ls: WikiServer, vault: OpenVault, changes: Changes, annotation: str | None) -> list[_Operation]:
    """Give what is to be done in its order: a note that is edited and moved is edited first."""

    def uri(path: str) -> str:
        return uri_below(uri_of(vault.root), path)

    return [
        *(_document_edit(ls, vault, path, edits, annotation) for path, edits in changes.edits.items()),
        *(made for path, text in changes.creates.items() for made in _created(uri(path), text, annotation)),
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
    """Name a note as the client does, if it has it open, and with its version, by which it sees a change meanwhile."""
    if path in vault.buffers:
        for uri, document in ls.workspace.text_documents.items():
            if path_of(uri) == vault.root / path:
                return lsp.OptionalVersionedTextDocumentIdentifier(uri, document.version)
    return lsp.OptionalVersionedTextDocumentIdentifier(uri_below(uri_of(vault.root), path), None)


def _created(uri: str, text: str, annotation: str | None) -> tuple[lsp.CreateFile, lsp.TextDocumentEdit]:
    begin = lsp.Position(0, 0)
    return (
        lsp.CreateFile(uri, options=lsp.CreateFileOptions(overwrite=False), annotation_id=annotation),
        lsp.TextDocumentEdit(
            lsp.OptionalVersionedTextDocumentIdentifier(uri, None),
            [_text_edit(lsp.Range(begin, begin), text, annotation)],
        ),
    )


def _text_edit(range_: lsp.Range, text: str, annotation: str | None) -> lsp.TextEdit | lsp.AnnotatedTextEdit:
    return lsp.AnnotatedTextEdit(annotation, range_, text) if annotation is not None else lsp.TextEdit(range_, text)


def _takes_document_changes(client: lsp.ClientCapabilities) -> bool:
    # Neovim does not say so, but that it renames files, which nothing but document changes can ask of it.
    return _ability(client, lambda edit: edit.document_changes or edit.resource_operations)


def _can(client: lsp.ClientCapabilities, kind: lsp.ResourceOperationKind) -> bool:
    return _ability(client, lambda edit: kind in (edit.resource_operations or ()))


def _ability(client: lsp.ClientCapabilities, of: Callable[[lsp.WorkspaceEditClientCapabilities], object]) -> bool:
    edit = client.workspace.workspace_edit if client.workspace else None
    return bool(edit and of(edit))
