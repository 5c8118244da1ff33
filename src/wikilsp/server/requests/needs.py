"""The needs of requests while a vault is being read.

Each function returns the vaults that must be loaded before a request can be answered. If the request needs only a few
notes, they are read immediately instead.
"""

from collections.abc import Callable, Sequence
from typing import Any

from lsprotocol import types as lsp

from wikilsp.features.needs import NOTHING, Needs, fragment_needs, target_needs
from wikilsp.note import Note
from wikilsp.server.convert import path_of
from wikilsp.server.open_vault import OpenVault
from wikilsp.server.waiting import Need, document_of
from wikilsp.server.wiki_server import NoteContext, WikiServer
from wikilsp.vault.vault import Vault

_FEW = 10
"""The number of notes that can be read during a request."""


def nothing(_ls: WikiServer, _params: Any) -> Sequence[OpenVault]:
    """For requests that need no contents of notes."""
    return ()


def all_notes(ls: WikiServer, params: Any) -> Sequence[OpenVault]:
    """For requests that need the contents of all notes of the vault."""
    return _unread(ls, params, lambda _: None)


def renames(ls: WikiServer, params: Any) -> Sequence[OpenVault]:
    """For renames, which need all notes of the vault, and of the vaults around it: these may link to its files."""
    opened = ls.find(document_of(params) or "")
    around = ls.session.around(opened.vault) if opened else ()
    return [*all_notes(ls, params), *(vault for vault, _ in around if not vault.loaded)]


def own_note(ls: WikiServer, params: Any) -> Sequence[OpenVault]:
    """For requests that need the contents of their own note only, which may not be open."""
    return _unread(ls, params, lambda _: NOTHING)


def all_vaults(ls: WikiServer, _params: Any) -> Sequence[OpenVault]:
    """For requests that need the contents of all notes of all vaults."""
    return [vault for vault in ls.session.vaults.values() if not vault.loaded]


def at_cursor(find: Callable[[Vault, Note, int], Needs]) -> Need:
    """For requests that need what the element at the cursor depends on."""

    def need(ls: WikiServer, params: Any) -> Sequence[OpenVault]:
        return _unread(ls, params, lambda it: find(it.vault.vault, it.note, it.text.offset(params.position)))

    return need


def completion(ls: WikiServer, params: lsp.CompletionParams) -> Sequence[OpenVault]:
    """For completion, which need not wait for all names of notes if some fit."""
    from wikilsp.server.requests.completion import needs  # noqa: PLC0415 - most requests come when a vault is read

    return _unread(ls, params, lambda it: needs(it, params))


def lenses(ls: WikiServer, params: lsp.CodeLensParams) -> Sequence[OpenVault]:
    """For the list of lenses, which has only those with links to count."""
    return all_notes(ls, params) if ls.code_lens else ()


def links(ls: WikiServer, params: Any) -> Sequence[OpenVault]:
    """For semantic tokens, which mark links that lead nowhere."""
    return _unread(ls, params, lambda it: fragment_needs(it.vault.vault, it.note, it.note.links))


def titles(ls: WikiServer, params: lsp.InlayHintParams) -> Sequence[OpenVault]:
    """For inlay hints, which show the titles of the targets of the links in a range."""

    def find(it: NoteContext) -> Needs:
        within = it.text.span(params.range)
        shown = (link for link in it.note.links if link.span.start <= within.end and within.start <= link.span.end)
        return target_needs(it.vault.vault, it.note, shown)

    return _unread(ls, params, find) if ls.inlay_hints else ()


def link(ls: WikiServer, params: lsp.DocumentLink) -> Sequence[OpenVault]:
    """For the target of a link."""

    def find(it: NoteContext) -> Needs:
        span = it.text.span(params.range)
        return target_needs(it.vault.vault, it.note, (link for link in it.note.links if link.span == span))

    return _unread(ls, params, find)


def symbols(ls: WikiServer, params: lsp.WorkspaceSymbolParams) -> Sequence[OpenVault]:
    """For workspace symbols, which are only the names of notes if there is no query."""
    return all_vaults(ls, params) if params.query.strip() else ()


def moved_files(ls: WikiServer, params: lsp.RenameFilesParams) -> Sequence[OpenVault]:
    """For files about to be moved, whose vaults must be loaded."""
    paths = [path for file in params.files if (path := path_of(file.old_uri))]
    holding = {vault for path in paths for vault, _ in ls.session.holding(path)}
    return [vault for vault in holding if not vault.loaded]


def _unread(ls: WikiServer, params: Any, find: Callable[[NoteContext], Needs]) -> Sequence[OpenVault]:
    """Return the vault of the request's document, unless it is loaded or what `find` returns can be read now."""
    uri = document_of(params)
    opened = ls.find(uri) if uri else None
    if uri is None or opened is None or opened.vault.loaded:
        return ()
    vault, note = opened
    if vault.read_now(note.path) and (context := ls.context(uri)) and _read(vault, find(context)):
        return ()
    return [vault]


def _read(vault: OpenVault, needs: Needs) -> bool:
    """Return True if all notes that an answer needs could be read now."""
    unread = None if needs is None else [path for path in needs if vault.vault.notes[path].unread]
    return unread is not None and len(unread) <= _FEW and all(map(vault.read_now, unread))
