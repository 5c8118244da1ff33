"""initialize, initialized and what changes later: folders, settings, traces."""

import asyncio
import os
from functools import partial
from pathlib import Path

from lsprotocol import types as lsp

from wikilsp.server.convert import path_of
from wikilsp.server.diagnostics import pulls
from wikilsp.server.requests import diagnostic
from wikilsp.server.watch import client_watches, register_watchers, watch
from wikilsp.server.wiki_server import WikiServer

_PARENT_CHECK = 3.0
"""Seconds between two looks at the process that started the server."""


def initialize(ls: WikiServer, params: lsp.InitializeParams) -> None:
    """Choose how diagnostics reach this client, before the server says what it can do."""
    options = params.initialization_options
    ls.hints = isinstance(options, dict) and options.get("inlayHints") is True
    ls.pulls = pulls(params.capabilities)
    if params.process_id:
        ls.spawn(_end_with(params.process_id))
    if ls.pulls:
        pull = lsp.DiagnosticOptions(inter_file_dependencies=True, workspace_diagnostics=True, identifier="wikilsp")
        ls.feature(lsp.TEXT_DOCUMENT_DIAGNOSTIC, pull)(diagnostic.document)
        ls.feature(lsp.WORKSPACE_DIAGNOSTIC)(diagnostic.workspace)


def initialized(ls: WikiServer, _params: lsp.InitializedParams) -> None:
    """Serve the vaults of the workspace folders, and watch them."""
    if client_watches(ls.client_capabilities):
        ls.spawn(register_watchers(ls))
    else:
        ls.watcher = partial(watch, ls)
    for folder in _folders(ls):
        ls.session.add_folder(folder)


def did_change_folders(ls: WikiServer, params: lsp.DidChangeWorkspaceFoldersParams) -> None:
    """Serve the vaults of new folders, and those of removed ones no longer."""
    for folder in params.event.removed:
        if path := path_of(folder.uri):
            ls.session.remove_folder(path)
    for folder in params.event.added:
        if path := path_of(folder.uri):
            ls.session.add_folder(path)
    ls.schedule()


def did_change_configuration(ls: WikiServer, params: lsp.DidChangeConfigurationParams) -> None:
    """Take the settings of the client that are not the vault's."""
    settings = params.settings.get("wikilsp") if isinstance(params.settings, dict) else None
    if isinstance(settings, dict):
        ls.hints = settings.get("inlayHints") is True


def _folders(ls: WikiServer) -> list[Path]:
    folders = [path for folder in ls.workspace.folders.values() if (path := path_of(folder.uri))]
    root = path_of(ls.workspace.root_uri) if ls.workspace.root_uri else None
    return folders or ([root] if root else [])


async def _end_with(process: int) -> None:
    """End the server when the process that started it is gone, as the protocol asks for."""
    while _is_alive(process):  # noqa: ASYNC110 - nobody tells us of it
        await asyncio.sleep(_PARENT_CHECK)
    os._exit(1)  # nothing is left that would want an orderly end


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # it is there, but not ours
        return True
    return True
