"""textDocument/prepareRename and rename, workspace/willRenameFiles and didRenameFiles."""

import time
from collections.abc import Iterator, Mapping
from shlex import quote
from typing import NamedTuple

from lsprotocol import types as lsp

from wikilsp.disk.note_text import read_text
from wikilsp.disk.write import WriteError, check_inside, check_places, check_writable
from wikilsp.features.answers import Read
from wikilsp.features.rename import RenameRefused, RenameResult, moved_files
from wikilsp.features.rename import prepare as find_name
from wikilsp.features.rename import rename as make_rename
from wikilsp.features.rename.pending_moves import Moves
from wikilsp.server.convert import path_of
from wikilsp.server.edits import can_ask, can_move, joined, workspace_edit
from wikilsp.server.open_vault import OpenVault, is_hidden
from wikilsp.server.protocol import RequestRefused
from wikilsp.server.requests.files import did_rename as look_again
from wikilsp.server.wiki_server import NoteContext, PendingMoves, WikiServer
from wikilsp.vault.changes import Changes
from wikilsp.vault.unread import staleness

_UPDATE = "Update the links"
_LEAVE = "Leave them as they are"
_MEMORY = 60.0
"""Seconds in which a client does what it was given, after a look at it maybe."""


def prepare(_ls: WikiServer, context: NoteContext, params: lsp.PrepareRenameParams) -> lsp.PrepareRenamePlaceholder:
    """Give the name under the cursor, and where it stands."""
    vault, note, text = context
    # While the vault is being read, it is the rename that is refused: VS Code would ask somebody else who prepares.
    try:
        found = find_name(vault.graph, vault.uses, note, text.offset(params.position), vault.text)
    except RenameRefused as refused:
        raise RequestRefused(str(refused)) from refused
    return lsp.PrepareRenamePlaceholder(text.range(found.span), found.name)


def rename(ls: WikiServer, context: NoteContext, params: lsp.RenameParams) -> lsp.WorkspaceEdit:
    """Rename what is under the cursor."""
    vault, note, text = context
    try:
        _check_loaded(vault)
        offset = text.offset(params.position)
        outcome = make_rename(vault.graph, vault.uses, note, offset, params.new_name, vault.text)
        _check_can_move(ls, outcome.changes)
        if not outcome.is_local:
            _check_read(vault)
        check_places(vault.root, outcome.changes)
        check_writable(vault.root, outcome.changes.edits)
    except (RenameRefused, WriteError) as refused:
        raise RequestRefused(str(refused)) from refused
    edit = workspace_edit(ls, vault, outcome.changes, _doubt(outcome))
    ls.pending_moves = PendingMoves(outcome.changes.moves, time.monotonic() + _MEMORY)
    _tell(ls, outcome)
    return edit


def will_rename_files(ls: WikiServer, params: lsp.RenameFilesParams) -> lsp.WorkspaceEdit | None:
    """Return what has to change when the client renames files and folders. Raise `RequestRefused`."""
    edits = []
    for vault, moves in _moves(ls, params):
        if _was_given(ls, moves) or not vault.loaded:
            continue
        try:
            _check_read(vault)
            check_inside(vault.root, moves.values())
        except (RenameRefused, WriteError) as refused:
            raise RequestRefused(f"links are not updated: {refused}") from refused
        try:
            outcome = moved_files(vault.graph, moves, vault.text)
            edit = workspace_edit(ls, vault, outcome.changes, _doubt(outcome))
        except (RenameRefused, RequestRefused) as refused:
            ls.show_message(f"Links are not updated: {refused}", is_warning=True)
            continue
        _tell(ls, outcome)
        if outcome.changes.edits:
            edits.append(edit)
    return joined(edits) if edits else None


def did_rename_files(ls: WikiServer, params: lsp.RenameFilesParams) -> None:
    """Look again at what was renamed; a client that has not asked what to change is asked whether to."""
    if not _asks_before(ls.client_capabilities) and _applies_edits(ls.client_capabilities):
        for vault, moves in _moves(ls, params):
            if not _was_given(ls, moves) and vault.loaded:
                _offer(ls, vault, moves)
    if any(_was_given(ls, moves) for _, moves in _moves(ls, params)):
        ls.pending_moves = PendingMoves()  # it is done; if the same is moved once more, nobody was told
    look_again(ls, params)


def _was_given(ls: WikiServer, moves: Mapping[str, str]) -> bool:
    """Was the client given these moves as a part of an edit? It asks what they change all the same."""
    return bool(moves) and moves == ls.pending_moves.moves and time.monotonic() < ls.pending_moves.until


def _check_loaded(vault: OpenVault) -> None:
    if not vault.loaded:
        raise RenameRefused("the vault is still being read; try again in a moment")


def _check_read(vault: OpenVault) -> None:
    if found := vault.unread():
        raise RenameRefused(f"{staleness(found)}; see to that first, or run “wikilsp rename --force”")


def _check_can_move(ls: WikiServer, changes: Changes) -> None:
    if changes.moves and not can_move(ls.client_capabilities):
        (old, new), *_ = changes.moves.items()
        command = f"wikilsp rename {quote(old)} {quote(new)}"
        raise RenameRefused(
            f"this editor cannot rename files; save all notes, then run in the vault’s folder: {command}"
        )


def _moves(ls: WikiServer, params: lsp.RenameFilesParams) -> Iterator[tuple[OpenVault, dict[str, str]]]:
    """Give what moves inside of each vault. What leaves it, or is hidden there, is as good as deleted."""
    moves: dict[OpenVault, dict[str, str]] = {}
    for file in params.files:
        old, new = path_of(file.old_uri), path_of(file.new_uri)
        places = dict(ls.session.holding(new)) if new else {}
        for vault, old_path in ls.session.holding(old) if old else ():
            if vault in places and vault.single is None and _is_shown(f"{old_path}/{places[vault]}"):
                moves.setdefault(vault, {})[old_path] = places[vault]
    yield from moves.items()


def _is_shown(path: str) -> bool:
    """Whether a vault shows a file of this path: none that is hidden, or whose name is not UTF-8."""
    return not is_hidden(path) and not any("\ud800" <= char <= "\udfff" for char in path)


# Telling


def _tell(ls: WikiServer, outcome: RenameResult) -> None:
    """Tell what the edit itself does not show."""
    if outcome.skipped:
        ls.show_message(f"Not valid UTF-8, and thus not changed: {', '.join(outcome.skipped)}", is_warning=True)
    if outcome.found:
        number = len(outcome.found)
        links = "1 link that led nowhere leads" if number == 1 else f"{number:,} links that led nowhere lead"
        ls.show_message(f"{links} to something now.")
    if (doubt := _doubt(outcome)) and not can_ask(ls.client_capabilities):
        ls.show_message(f"{doubt[0].upper()}{doubt[1:]}.")


def _doubt(outcome: RenameResult) -> str | None:
    """Give what somebody should know before the changes are made; None if there is no such thing."""
    if outcome.merged:
        return f"“{outcome.merged}” is in use already; both become one"
    return f"{len(outcome.lost):,} of the links lead elsewhere afterwards" if outcome.lost else None


# Clients that do not ask


class _Pending(NamedTuple):
    """Edits for files that have moved already, and the texts that they were made for."""

    changes: Changes
    texts: Mapping[str, str | None]


def _offer(ls: WikiServer, vault: OpenVault, moves: Mapping[str, str]) -> None:
    """Offer to update the links to what has moved."""
    moved = Moves(moves)
    read = _read_moved(vault, moved)
    if found := vault.unread():
        ls.show_message(f"Links are not updated: {staleness(found)}", is_warning=True)
        return
    try:
        outcome = moved_files(vault.graph, moves, read)
    except RenameRefused:
        return  # what is known of the notes is older than their move
    edits = {moved(path): made for path, made in outcome.changes.edits.items()}
    if edits:
        pending = _Pending(Changes(edits), {moved(path): read(path) for path in outcome.changes.edits})
        ls.spawn(_ask(ls, vault, pending))


def _read_moved(vault: OpenVault, moved: Moves) -> Read:
    def read(path: str) -> str | None:
        text = vault.text(path)
        return read_text(vault.root, moved(path)) if text is None else text

    return read


async def _ask(ls: WikiServer, vault: OpenVault, pending: _Pending) -> None:
    number = sum(map(len, pending.changes.edits.values()))
    links = "1 link" if number == 1 else f"{number:,} links"
    message = f"{links} would have to change after this move."
    actions = [lsp.MessageActionItem(_UPDATE), lsp.MessageActionItem(_LEAVE)]
    params = lsp.ShowMessageRequestParams(lsp.MessageType.Info, message, actions)
    answer = await ls.window_show_message_request_async(params)
    if answer is None or answer.title != _UPDATE:
        return
    await vault.refresh(pending.texts)  # where it has not been looked yet
    if any(vault.text(path) != text for path, text in pending.texts.items()):
        ls.show_message("The links were not updated, since their notes have changed meanwhile.", is_warning=True)
        return
    try:
        edit = workspace_edit(ls, vault, pending.changes)
    except RequestRefused as refused:
        ls.show_message(f"The links were not updated: {refused}", is_warning=True)
        return
    await ls.workspace_apply_edit_async(lsp.ApplyWorkspaceEditParams(edit, "Update links"))


def _asks_before(client: lsp.ClientCapabilities) -> bool:
    operations = client.workspace.file_operations if client.workspace else None
    return bool(operations and operations.will_rename)


def _applies_edits(client: lsp.ClientCapabilities) -> bool:
    return bool(client.workspace and client.workspace.apply_edit)
