"""textDocument/prepareRename and rename, workspace/willRenameFiles and didRenameFiles."""

import time
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from shlex import quote
from typing import NamedTuple

from lsprotocol import types as lsp

from wikilsp.disk.note_text import read_text
from wikilsp.disk.write import WriteError, check_inside, check_places, check_writable
from wikilsp.features.answers import Mention, TextReader
from wikilsp.features.rename import (
    RenameRefused,
    RenameResult,
    describe_longer,
    describe_places,
    describe_queries,
    edits_for_moves,
)
from wikilsp.features.rename import prepare as find_name
from wikilsp.features.rename import rename as make_rename
from wikilsp.features.rename.pending_moves import Moves
from wikilsp.server.convert import path_of
from wikilsp.server.edits import can_confirm, can_move, merge, workspace_edit
from wikilsp.server.open_vault import OpenVault
from wikilsp.server.refusal import RequestRefused
from wikilsp.server.requests.files import did_rename as refresh_renamed
from wikilsp.server.scan import is_hidden
from wikilsp.server.wiki_server import NoteContext, PendingMoves, WikiServer
from wikilsp.vault.changes import Changes
from wikilsp.vault.unread import refusal_message
from wikilsp.wording import format_count

_UPDATE = "Update the links"
_LEAVE = "Leave them as they are"
_APPLY_TIMEOUT = 60.0
"""Seconds a client may take to apply an edit, possibly after a preview."""


def prepare(_ls: WikiServer, context: NoteContext, params: lsp.PrepareRenameParams) -> lsp.PrepareRenamePlaceholder:
    """Return the name under the cursor and its range."""
    vault, note, text = context
    try:
        found = find_name(vault.graph, vault.uses, note, text.offset(params.position), vault.text)
    except RenameRefused as refused:
        raise RequestRefused(str(refused)) from refused
    return lsp.PrepareRenamePlaceholder(text.range(found.span), found.name)


def rename(ls: WikiServer, context: NoteContext, params: lsp.RenameParams) -> lsp.WorkspaceEdit:
    """Rename the symbol under the cursor."""
    vault, note, text = context
    try:
        offset = text.offset(params.position)
        outcome = make_rename(vault.graph, vault.uses, note, offset, params.new_name, vault.text)
        _check_can_move(ls, outcome.changes)
        if not outcome.is_local:
            _check_read(vault)
        check_places(vault.root, outcome.changes)
        check_writable(vault.root, outcome.changes.edits)
    except (RenameRefused, WriteError) as refused:
        raise RequestRefused(str(refused)) from refused
    edit = workspace_edit(ls, vault, outcome.changes, _describe_risk(outcome))
    moves = outcome.changes.moves
    ls.pending_moves = PendingMoves(_absolute(vault, moves), time.monotonic() + _APPLY_TIMEOUT)
    _show_remarks(ls, vault, outcome)
    around = [] if outcome.is_local else _edits_around(ls, vault, moves)
    return merge([edit, *around]) if around else edit


def _edits_around(ls: WikiServer, vault: OpenVault, moves: Mapping[str, str]) -> list[lsp.WorkspaceEdit]:
    """Return the edits of the links to moved files in the served vaults around a vault, and tell the user about them.

    For those vaults, the files are ignored ones, which links may name.
    """
    edits = []
    for outer, folder in ls.session.around(vault):
        outer_moves = {f"{folder}/{old}": f"{folder}/{new}" for old, new in moves.items()}
        if outer_moves and not _has_any(outer, outer_moves):
            edits += _update(ls, outer, outer_moves)
    return edits


def will_rename_files(ls: WikiServer, params: lsp.RenameFilesParams) -> lsp.WorkspaceEdit | None:
    """Return the edit for files and folders about to be renamed. Raise `RequestRefused` if it would be unsafe."""
    edits = []
    for vault, moves in _moves(ls, params):
        if _is_pending(ls, vault, moves):
            continue
        try:
            if _has_any(vault, moves):
                _check_read(vault)
                check_inside(vault.root, moves.values())
        except (RenameRefused, WriteError) as refused:
            raise RequestRefused(f"links are not updated: {refused}") from refused
        edits += _update(ls, vault, moves)
    return merge(edits) if edits else None


def _update(ls: WikiServer, vault: OpenVault, moves: Mapping[str, str]) -> list[lsp.WorkspaceEdit]:
    """Return the edit that updates the links of a vault to files that the client moves, if there are any."""
    try:
        outcome = edits_for_moves(vault.graph, moves, vault.text)
        edit = workspace_edit(ls, vault, outcome.changes, _describe_risk(outcome))
    except (RenameRefused, RequestRefused) as refused:
        ls.show_message(f"Links are not updated: {refused}", is_warning=True)
        return []
    _show_remarks(ls, vault, outcome)
    changes = outcome.changes.edits
    if changes and not _has_any(vault, moves):
        mentions = [Mention(path, edit.span) for path, edits in changes.items() for edit in edits]
        links = format_count(len(mentions), "link")
        places = describe_places(mentions, partial(_place, ls, vault))
        ls.show_message(f"In the vault “{vault.root.name}”, {links} to what moves will be updated, too: {places}.")
    return [edit] if changes else []


def _has_any(vault: OpenVault, paths: Iterable[str]) -> bool:
    """Whether a vault has a file or folder at one of these paths. If not, they are ignored or in a nested vault."""
    own = vault.vault
    return any(path in own.notes or path in own.files or own.registry.has_folder(path) for path in paths)


def did_rename_files(ls: WikiServer, params: lsp.RenameFilesParams) -> None:
    """Read renamed files again. Offer to update links if the client did not request the edit beforehand."""
    if not _requests_edits(ls.client_capabilities) and _applies_edits(ls.client_capabilities):
        for vault, moves in _moves(ls, params):
            if not _is_pending(ls, vault, moves):
                _offer(ls, vault, moves)
    if any(_is_pending(ls, vault, moves) for vault, moves in _moves(ls, params)):
        ls.pending_moves = PendingMoves()  # applied; the same moves would be new ones
    refresh_renamed(ls, params)


def _is_pending(ls: WikiServer, vault: OpenVault, moves: Mapping[str, str]) -> bool:
    """Whether these moves are part of an edit that the client is applying: it announces them like its own."""
    pending = ls.pending_moves
    return bool(moves) and _absolute(vault, moves) == pending.moves and time.monotonic() < pending.until


def _absolute(vault: OpenVault, moves: Mapping[str, str]) -> dict[Path, Path]:
    return {vault.root / old: vault.root / new for old, new in moves.items()}


def _check_read(vault: OpenVault) -> None:
    if found := vault.unread():
        raise RenameRefused(f"{refusal_message(found)}; fix that first, or run “wikilsp rename --force”")


def _check_can_move(ls: WikiServer, changes: Changes) -> None:
    if changes.moves and not can_move(ls.client_capabilities):
        (old, new), *_ = changes.moves.items()
        command = f"wikilsp rename {quote(old)} {quote(new)}"
        raise RenameRefused(
            f"this editor cannot rename files; save all notes, then run in the vault’s folder: {command}"
        )


def _moves(ls: WikiServer, params: lsp.RenameFilesParams) -> Iterator[tuple[OpenVault, dict[str, str]]]:
    """Yield the moves within each vault. A file that leaves its vault or becomes hidden counts as deleted."""
    moves: dict[OpenVault, dict[str, str]] = {}
    for file in params.files:
        old, new = path_of(file.old_uri), path_of(file.new_uri)
        places = dict(ls.session.holding(new)) if new else {}
        for vault, old_path in ls.session.holding(old) if old else ():
            if vault in places and vault.single is None and _is_visible(f"{old_path}/{places[vault]}"):
                moves.setdefault(vault, {})[old_path] = places[vault]
    yield from moves.items()


def _is_visible(path: str) -> bool:
    """Whether a file with this path is part of a vault: it is neither hidden nor has a name that isn't UTF-8."""
    return not is_hidden(path) and not any("\ud800" <= char <= "\udfff" for char in path)


# Messages


def _show_remarks(ls: WikiServer, vault: OpenVault, outcome: RenameResult) -> None:
    """Show the user what the edit itself doesn't show."""
    if outcome.skipped:
        ls.show_message(f"Not changed, because not valid UTF-8: {', '.join(outcome.skipped)}", is_warning=True)
    if outcome.canvases:
        ls.show_message(f"Not changed, because not readable as JSON: {', '.join(outcome.canvases)}", is_warning=True)
    if outcome.queries:
        ls.show_message(f"{describe_queries(outcome, partial(_place, ls, vault))}.", is_warning=True)
    if outcome.longer:
        ls.show_message(f"{describe_longer(outcome)}.")
    if outcome.found:
        number = len(outcome.found)
        links = "1 broken link now has a target." if number == 1 else f"{number:,} broken links now have a target."
        ls.show_message(links)
    if (risk := _describe_risk(outcome)) and not can_confirm(ls.client_capabilities):
        ls.show_message(f"{risk[0].upper()}{risk[1:]}.")


def _place(ls: WikiServer, vault: OpenVault, mention: Mention) -> str:
    at = ls.line_table(vault, mention.path).position(mention.span.start)
    return f"{mention.path}:{at.line + 1}:{at.character + 1}"


def _describe_risk(outcome: RenameResult) -> str | None:
    """Return what the user should know before the changes are made; None if nothing."""
    if outcome.merged:
        return f"“{outcome.merged}” already exists; both become one"
    return f"{len(outcome.lost):,} links will lead elsewhere" if outcome.lost else None


# Clients without willRenameFiles


class _LinkUpdate(NamedTuple):
    """Edits after files were moved, and the texts they apply to."""

    changes: Changes
    texts: Mapping[str, str | None]


def _offer(ls: WikiServer, vault: OpenVault, moves: Mapping[str, str]) -> None:
    """Offer to update the links to files that were moved."""
    if not vault.loaded:
        why = "the vault was still being read; “wikilsp check” lists the broken ones"
        ls.show_message(f"Links are not updated: {why}", is_warning=True)
        return
    moved = Moves(moves)
    read = _read_moved(vault, moved)
    if found := vault.unread():
        ls.show_message(f"Links are not updated: {refusal_message(found)}", is_warning=True)
        return
    try:
        outcome = edits_for_moves(vault.graph, moves, read)
    except RenameRefused:
        return  # the vault has not caught up with the move
    edits = {moved(path): made for path, made in outcome.changes.edits.items()}
    if edits:
        update = _LinkUpdate(Changes(edits), {moved(path): read(path) for path in outcome.changes.edits})
        ls.spawn(_offer_update(ls, vault, update))


def _read_moved(vault: OpenVault, moved: Moves) -> TextReader:
    def read(path: str) -> str | None:
        text = vault.text(path)
        return read_text(vault.root, moved(path)) if text is None else text

    return read


async def _offer_update(ls: WikiServer, vault: OpenVault, update: _LinkUpdate) -> None:
    """Ask the user whether to update links to moved files, and do so unless a note has changed since."""
    number = sum(map(len, update.changes.edits.values()))
    places = format_count(number, "place")
    message = f"Update {places} for the moved files?"
    actions = [lsp.MessageActionItem(_UPDATE), lsp.MessageActionItem(_LEAVE)]
    params = lsp.ShowMessageRequestParams(lsp.MessageType.Info, message, actions)
    answer = await ls.window_show_message_request_async(params)
    if answer is None or answer.title != _UPDATE:
        return
    await vault.refresh(update.texts)
    if any(vault.text(path) != text for path, text in update.texts.items()):
        ls.show_message("Links are not updated: their notes have changed since", is_warning=True)
        return
    try:
        edit = workspace_edit(ls, vault, update.changes)
    except RequestRefused as refused:
        ls.show_message(f"Links are not updated: {refused}", is_warning=True)
        return
    await ls.workspace_apply_edit_async(lsp.ApplyWorkspaceEditParams(edit, "Update links"))


def _requests_edits(client: lsp.ClientCapabilities) -> bool:
    operations = client.workspace.file_operations if client.workspace else None
    return bool(operations and operations.will_rename)


def _applies_edits(client: lsp.ClientCapabilities) -> bool:
    return bool(client.workspace and client.workspace.apply_edit)
