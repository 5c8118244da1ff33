"""How changes on the disk are heard of: from the client where it can watch files, else by watching them here."""

import asyncio
import logging
from functools import partial
from pathlib import Path

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException

from wikilsp.server.open_vault import OpenVault
from wikilsp.server.wiki_server import WikiServer

_REGISTRATION = "wikilsp-files"
_SETTLING_TIME = 100
"""Milliseconds that changes on the disk are gathered for."""

log = logging.getLogger(__name__)


def client_watches(client: lsp.ClientCapabilities) -> bool:
    """Can the client be asked to watch files?"""
    workspace = client.workspace
    watched = workspace.did_change_watched_files if workspace else None
    return bool(watched and watched.dynamic_registration)


async def register_watchers(ls: WikiServer) -> None:
    """Ask the client to watch all files: notes, attachments, and what decides which of them count.

    If it says that it can and then refuses, the server watches by itself.
    """
    options = lsp.DidChangeWatchedFilesRegistrationOptions([lsp.FileSystemWatcher("**/*")])
    registration = lsp.Registration(_REGISTRATION, lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
    try:
        await ls.client_register_capability_async(lsp.RegistrationParams([registration]))
    except JsonRpcException as error:
        log.warning("the editor does not watch files: %s", error)
        ls.watch_by(partial(watch, ls))


async def watch(ls: WikiServer, vault: OpenVault) -> None:
    """Watch the files of a vault for as long as it is served."""
    import watchfiles  # noqa: PLC0415 - many clients watch files themselves

    stop = asyncio.Event()
    try:
        async for changes in watchfiles.awatch(
            vault.root,
            step=_SETTLING_TIME,
            stop_event=stop,
            # A file outside of every vault may lie in a folder that holds half the disk.
            recursive=vault.single is None,
            ignore_permission_denied=True,
        ):
            ls.refresh_files(Path(path) for _, path in changes)
    except (OSError, RuntimeError) as error:
        log.warning("the files of %s are not watched: %s", vault.root, error)
    finally:
        stop.set()
