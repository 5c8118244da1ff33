"""initialize, initialized, shutdown, workspace/didChangeWorkspaceFolders and didChangeConfiguration."""

import logging
import os
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException

from wikilsp import __version__
from wikilsp.server.client_settings import parse_client_settings
from wikilsp.server.convert import path_of
from wikilsp.server.diagnostics import can_pull
from wikilsp.server.extension_options import split_initialization_options
from wikilsp.server.requests import diagnostic
from wikilsp.server.watch import start_watching
from wikilsp.server.wiki_server import WikiServer

log = logging.getLogger(__name__)

_CLIENT_CHECK_INTERVAL = 3.0
"""Seconds between two checks whether the client's process still exists."""


def initialize(ls: WikiServer, params: lsp.InitializeParams) -> None:
    """Apply the initialization options and register pull diagnostics if the client supports them."""
    client = params.client_info or lsp.ClientInfo("")
    ls.client_name = client.name
    log.info("wikilsp %s serves %s", __version__, f"{client.name} {client.version or ''}".strip() or "an editor")
    ls.extension, options = split_initialization_options(params.initialization_options)
    settings = parse_client_settings(options)
    ls.inlay_hints, ls.code_lens, ls.remote_images = settings.inlay_hints, settings.code_lens, settings.remote_images
    ls.session.needs_evidence = settings.needs_evidence
    ls.session.set_options(settings.options)
    ls.publisher.pulls = can_pull(params.capabilities)
    # On Windows, `os.kill` would terminate the process.
    if params.process_id and params.process_id > 0 and os.name != "nt":
        Thread(target=_exit_with_client, args=(params.process_id, ls.input_ended), name="parent", daemon=True).start()
    if ls.publisher.pulls:
        pull = lsp.DiagnosticOptions(inter_file_dependencies=True, workspace_diagnostics=True, identifier="wikilsp")
        ls.feature(lsp.TEXT_DOCUMENT_DIAGNOSTIC, pull)(diagnostic.document)
        ls.feature(lsp.WORKSPACE_DIAGNOSTIC)(diagnostic.workspace)


def initialized(ls: WikiServer, _params: lsp.InitializedParams) -> None:
    """Serve the vaults of the workspace folders and watch their files."""
    start_watching(ls)
    for folder in _workspace_folders(ls):
        ls.session.add_folder(folder)
    if _supports_configuration(ls.client_capabilities):
        ls.spawn(_request_settings(ls))


def shutdown(ls: WikiServer, _params: None) -> None:
    """Cancel the requests that wait. pygls does the rest."""
    ls.waiting.cancel()


def did_change_folders(ls: WikiServer, params: lsp.DidChangeWorkspaceFoldersParams) -> None:
    """Serve the vaults of added folders, and stop serving the vaults of removed ones."""
    for folder in params.event.removed:
        if path := path_of(folder.uri):
            ls.session.remove_folder(path)
    for folder in params.event.added:
        if path := path_of(folder.uri):
            ls.session.add_folder(path)
    ls.publisher.schedule()


def did_change_configuration(ls: WikiServer, params: lsp.DidChangeConfigurationParams) -> None:
    """Apply the settings in the notification, or request them if there are none."""
    if isinstance(params.settings, dict) and "wikilsp" in params.settings:
        ls.configure(parse_client_settings(params.settings["wikilsp"]))
    elif _supports_configuration(ls.client_capabilities):
        ls.spawn(_request_settings(ls))


def _supports_configuration(client: lsp.ClientCapabilities) -> bool:
    return bool(client.workspace and client.workspace.configuration)


async def _request_settings(ls: WikiServer) -> None:
    """Request the settings of the editor and, the first time, notifications when they change."""
    configuration = ls.client_capabilities.workspace and ls.client_capabilities.workspace.did_change_configuration
    if configuration and configuration.dynamic_registration and not ls.watches_settings:
        ls.watches_settings = True
        registration = lsp.Registration(
            "wikilsp-settings", lsp.WORKSPACE_DID_CHANGE_CONFIGURATION, {"section": "wikilsp"}
        )
        with suppress(JsonRpcException):  # clients that refuse may send notifications all the same
            await ls.client_register_capability_async(lsp.RegistrationParams([registration]))
    items = [lsp.ConfigurationItem(section="wikilsp")]
    answer = await ls.workspace_configuration_async(lsp.ConfigurationParams(items))
    if answer and answer[0]:
        ls.configure(parse_client_settings(answer[0]))


def _workspace_folders(ls: WikiServer) -> list[Path]:
    folders = [path for folder in ls.workspace.folders.values() if (path := path_of(folder.uri))]
    root = path_of(ls.workspace.root_uri) if ls.workspace.root_uri else None
    return folders or ([root] if root else [])


def _exit_with_client(process_id: int, input_ended: Event) -> None:
    """Exit when the client's process is gone, as LSP requires. Runs in a thread, so that a request cannot delay it."""
    was_parent = os.getppid() == process_id
    # A parent that has exited may remain as a zombie, but is no longer the parent.
    while _is_alive(process_id) and (os.getppid() == process_id or not was_parent):
        if input_ended.wait(_CLIENT_CHECK_INTERVAL):
            return  # the server is exiting
    os._exit(1)  # there is nothing to save


def _is_alive(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except OSError:  # it exists, but belongs to another user
        return True
    return True
