"""Learns of changes on the disk: from the client if it can watch files, and by watching them itself.

Only if a client is known to report all changes does the server rely on that alone.
"""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path
from stat import S_ISDIR
from threading import Event, Thread

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException

from wikilsp.server.clients import watches_reliably
from wikilsp.server.open_vault import OpenVault
from wikilsp.server.wiki_server import WikiServer

_REGISTRATION = "wikilsp-files"
_SETTLING_TIME = 100
"""Milliseconds over which changes are collected."""
_LOOK = 1.0
"""Seconds between two checks whether the root is still the folder that is being watched."""
_POLL = 5.0
"""Seconds between two scans of all files, where the system doesn't report changes."""
_MAX_RELIABLE_BATCH = 5_000
"""With more changes than this in one batch, the system may have dropped others."""

log = logging.getLogger(__name__)


def start_watching(ls: WikiServer) -> None:
    """Have the files of all vaults watched: notes, attachments and settings."""
    workspace = ls.client_capabilities.workspace
    client = workspace.did_change_watched_files if workspace else None
    if client and client.dynamic_registration:
        ls.spawn(register_watchers(ls))
        if watches_reliably(ls.client_name):
            return
    ls.tasks.watch_with(partial(watch, ls))


async def register_watchers(ls: WikiServer) -> None:
    """Ask the client to watch all files. Clients may refuse though they declared support."""
    options = lsp.DidChangeWatchedFilesRegistrationOptions([lsp.FileSystemWatcher("**/*")])
    registration = lsp.Registration(_REGISTRATION, lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
    try:
        await ls.client_register_capability_async(lsp.RegistrationParams([registration]))
    except JsonRpcException as error:
        log.warning("the editor refuses to watch files: %s", error)
        ls.tasks.watch_with(partial(watch, ls))


async def watch(ls: WikiServer, vault: OpenVault) -> None:
    """Watch the files of a vault as long as it is served, even if its folder is moved, deleted or replaced."""
    is_known, polls = True, False
    while True:
        folder = _folder(vault.root)
        if folder is not None:
            try:
                await _watch_folder(ls, vault, folder, is_known=is_known, polls=polls)
            except (OSError, RuntimeError) as error:
                if _folder(vault.root) == folder:
                    log.warning("%s: scanning for changes every %d seconds: %s", vault.root, _POLL, error)
                    polls = True
            if _folder(vault.root) is None:
                ls.rescan(vault)
        is_known = False
        await asyncio.sleep(_LOOK)


async def _watch_folder(
    ls: WikiServer, vault: OpenVault, folder: tuple[int, int], *, is_known: bool, polls: bool
) -> None:
    """Watch a folder as long as it is the root of a vault. Raise `OSError` or `RuntimeError` if watching fails."""
    async for changed in _changes(vault, polls=polls):
        # A new folder may reuse the inode of a deleted one.
        if _folder(vault.root) != folder or vault.root in changed:
            return
        if not is_known or len(changed) > _MAX_RELIABLE_BATCH:
            # From now on all changes are reported, but earlier ones may have been missed.
            is_known = True
            ls.rescan(vault)
        elif changed:
            ls.refresh_files(changed)


async def _changes(vault: OpenVault, *, polls: bool) -> AsyncIterator[list[Path]]:
    """Yield the files that change in batches, and an empty one after each second without changes.

    Raise `OSError` or `RuntimeError` if watching fails.
    """
    found: asyncio.Queue[list[Path] | OSError | RuntimeError] = asyncio.Queue()
    loop, stop = asyncio.get_running_loop(), Event()

    def put(batch: list[Path] | OSError | RuntimeError) -> None:
        if not stop.is_set():  # otherwise the loop may be closed
            loop.call_soon_threadsafe(found.put_nowait, batch)

    # It takes half a second to start watching ten thousand folders, so it has a thread of its own.
    Thread(target=_watch, args=(vault, stop, put), kwargs={"polls": polls}, name="watch", daemon=True).start()
    try:
        while True:
            batch = await found.get()
            if isinstance(batch, Exception):
                raise batch
            yield batch
    finally:
        stop.set()


def _watch(
    vault: OpenVault, stop: Event, put: Callable[[list[Path] | OSError | RuntimeError], None], *, polls: bool
) -> None:
    """Pass batches of changes on until `stop` is set, or the error if watching fails."""
    import watchfiles  # noqa: PLC0415 - some clients watch files themselves

    try:
        for changes in watchfiles.watch(
            vault.root,
            step=_SETTLING_TIME,
            stop_event=stop,
            # The folder of a file outside of every vault may hold half the disk.
            recursive=vault.single is None,
            ignore_permission_denied=True,
            rust_timeout=round(_LOOK * 1000),
            yield_on_timeout=True,
            force_polling=polls or None,
            poll_delay_ms=round(_POLL * 1000),
        ):
            put([Path(path) for _, path in changes])
    except (OSError, RuntimeError) as error:
        put(error)


def _folder(root: Path) -> tuple[int, int] | None:
    """Return the identity of the folder at the root; None if there is no readable one."""
    try:
        state = root.stat()
    except OSError:
        return None
    can_be_read = S_ISDIR(state.st_mode) and os.access(root, os.R_OK | os.X_OK)
    return (state.st_dev, state.st_ino) if can_be_read else None
