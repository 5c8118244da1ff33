"""A scripted editor: tests name places by notes and snippets of text, and it sends positions to a real server."""

import asyncio
import contextlib
import socket
import sys
import threading
from functools import cache
from pathlib import Path

from columns import position_of, slice_of
from lsprotocol import types as lsp
from profiles import NAMES, PROFILES
from pygls import uris
from pygls.exceptions import JsonRpcException
from pygls.io_ import run_async
from pygls.protocol import default_converter
from pytest_lsp import make_test_lsp_client
from vaults import texts_of

from wikilsp.server.app import create_server, handle_messages

SERVER = [sys.executable, "-m", "wikilsp", "server"]
IMPATIENT_SERVER = [
    sys.executable,
    "-c",
    """
from wikilsp.__main__ import main
from wikilsp.server import stdio
from wikilsp.server.requests import lifecycle
lifecycle._CLIENT_CHECK_INTERVAL = stdio._HANGUP_CHECK = 0.1
stdio._PATIENCE = 0.5
main()
""",
    "server",
]
"""A server that notices within half a second that its client has gone. Otherwise it takes up to ten."""
PATIENCE = 60
"""Seconds after which waiting fails."""


def write_vault(folder, text):
    """Write the files that a string describes in the format of `vaults.texts_of`."""
    for path, body in (texts_of(text) if text else {}).items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(body.encode())


@cache
def converter():
    """Return the converter that all clients share: its functions take long to generate.

    Unlike the default one of pygls, it tells a code action with a command from a command.
    """
    shared = default_converter()

    def structure(made, _):
        return shared.structure(made, lsp.CodeAction if "kind" in made else lsp.Command)

    shared.register_structure_hook(lsp.Command | lsp.CodeAction, structure)
    return shared


class Editor:
    """A client with the capabilities of one profile and an open folder."""

    def __init__(self, folder, profile="vscode"):
        self.folder = folder
        self.profile = profile
        self.client = make_test_lsp_client()
        self.client.protocol._converter = converter()  # noqa: SLF001 - no other way leads there
        self.encoding = ""
        self.result = None
        self.buffers = {}
        self.registrations = []
        """Capabilities that the server has registered."""
        self.refreshed_views = set()
        """Views that the server has asked to refresh."""
        self.rejects_registrations = False
        """Whether to reject each registration of capabilities."""
        self.server = None
        """The server, if it runs in the process of the test."""
        self._running = []
        self._versions = {}
        self._listen()

    def _listen(self):
        @self.client.feature(lsp.CLIENT_REGISTER_CAPABILITY)
        def register(_params: lsp.RegistrationParams):
            if self.rejects_registrations:
                raise JsonRpcException("no")
            self.registrations += _params.registrations

        @self.client.feature(lsp.CLIENT_UNREGISTER_CAPABILITY)
        def unregister(_params: lsp.UnregistrationParams):
            gone = {one.id for one in _params.unregisterations}
            self.registrations = [one for one in self.registrations if one.id not in gone]

        def refresh(view):
            @self.client.feature(f"workspace/{view}/refresh")
            def remember(_params):
                self.refreshed_views.add(view)

        for view in ("inlayHint", "codeLens", "semanticTokens"):
            refresh(view)

    async def start(self, *, folders="folder", options=None, configuration=None, process=False, name=None):
        """Start the server and initialize it.

        `name` is the name of the client, by default the usual one of the profile.

        `folders` selects the announced workspace folders: `folder`, `root`, `none` or a list of paths. With `process`,
        the server is a process of its own; otherwise it runs in this one, which is faster, and talks over a socket.
        """
        await (self.client.start_io(*SERVER) if process else self._serve_in_process())
        if configuration is not None:
            self.client.set_configuration(configuration, section="wikilsp")
        name = NAMES.get(self.profile) if name is None else name
        listed = [self.folder] if folders == "folder" else folders if isinstance(folders, list) else None
        params = lsp.InitializeParams(
            capabilities=PROFILES[self.profile](),
            client_info=lsp.ClientInfo(name) if name else None,
            root_uri=self.folder.as_uri() if folders == "root" else None,
            workspace_folders=[lsp.WorkspaceFolder(each.as_uri(), each.name) for each in listed] if listed else None,
            initialization_options=options,
        )
        self.result = await self.client.initialize_session(params)
        self.encoding = lsp.PositionEncodingKind(self.result.capabilities.position_encoding).value
        return self

    async def _serve_in_process(self):
        server = create_server()
        here, there = [await asyncio.open_connection(sock=end) for end in socket.socketpair()]
        self.client.protocol.set_writer(here[1])
        hearing = run_async(
            threading.Event(), here[0], self.client.protocol, error_handler=self.client.report_server_error
        )
        for work, (_, writer) in (hearing, here), (handle_messages(server, *there), there):
            self._running.append((asyncio.create_task(work), writer))
        self.server = server

    async def stop(self):
        """Shut the server down and wait until it has ended."""
        if not self._running:
            await asyncio.wait_for(self.client.shutdown_session(), PATIENCE)
            await self.client.stop()
            return
        await asyncio.wait_for(self.client.shutdown_async(None), PATIENCE)
        for task, writer in self._running:
            task.cancel()
            await asyncio.wait([task])
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    # Waiting

    async def wait_for(self, ready, what="it"):
        """Wait until `ready()` returns a true value, and return that value."""
        for _ in range(PATIENCE * 100):
            if found := ready():
                return found
            await asyncio.sleep(0.01)
        raise AssertionError(f"timed out waiting for {what}")

    async def wait_loaded(self, vaults=1):
        """Wait until the given number of vaults is loaded."""

        def ends():
            reports = self.client.progress_reports.values()
            return sum(isinstance(one, lsp.WorkDoneProgressEnd) for each in reports for one in each) >= vaults

        await self.wait_for(ends, "the end of loading")

    async def wait_idle(self):
        """Wait until the server has handled all messages so far, including diagnostics of a note created last."""
        self.write("quiet.md", "[[missing]]")
        self.notify_watched(created=["quiet.md"])
        await self._until_diagnosed("quiet.md", wanted=True)
        (self.folder / "quiet.md").unlink()
        self.notify_watched(deleted=["quiet.md"])
        await self._until_diagnosed("quiet.md", wanted=False)

    async def _until_diagnosed(self, path, *, wanted):
        for _ in range(PATIENCE * 100):
            if (path in await self._diagnosed()) == wanted:
                return
            await asyncio.sleep(0.01)
        raise AssertionError(f"timed out waiting for the diagnostics of {path}")

    # Buffers and files

    def uri(self, path):
        """Return the URI of a path, relative to the folder or absolute."""
        return (self.folder / path).as_uri()

    def path(self, uri):
        """Return the path of a URI, relative to the folder if it is inside."""
        path = Path(uris.to_fs_path(uri))
        return path.relative_to(self.folder).as_posix() if path.is_relative_to(self.folder) else path.as_posix()

    def text(self, path):
        """Return the text of a buffer, or of the file if it is not open."""
        return self.buffers[path] if path in self.buffers else (self.folder / path).read_bytes().decode()

    def open(self, path, text=None):
        """Open a file, with an unsaved text if one is given."""
        self.buffers[path] = self.text(path) if text is None else text
        self._versions[path] = 1
        item = lsp.TextDocumentItem(self.uri(path), "markdown", 1, self.buffers[path])
        self.client.text_document_did_open(lsp.DidOpenTextDocumentParams(item))

    def change(self, path, text):
        """Replace the text of a buffer."""
        self.buffers[path] = text
        self._versions[path] += 1
        document = lsp.VersionedTextDocumentIdentifier(self._versions[path], self.uri(path))
        changes = [lsp.TextDocumentContentChangeWholeDocument(text)]
        self.client.text_document_did_change(lsp.DidChangeTextDocumentParams(document, changes))

    def save(self, path):
        """Write the buffer to the disk."""
        (self.folder / path).write_bytes(self.buffers[path].encode())
        self.client.text_document_did_save(lsp.DidSaveTextDocumentParams(self.document(path)))

    def close(self, path):
        """Close a buffer, saved or not."""
        del self.buffers[path]
        self.client.text_document_did_close(lsp.DidCloseTextDocumentParams(self.document(path)))

    def write(self, path, text):
        """Write a file without notifying the server."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())

    def notify_watched(self, **paths):
        """Notify the server that files were `created`, `changed` or `deleted`, as a watching client does."""
        kinds = {"created": lsp.FileChangeType.Created, "changed": lsp.FileChangeType.Changed}
        kinds["deleted"] = lsp.FileChangeType.Deleted
        events = [lsp.FileEvent(self.uri(path), kinds[kind]) for kind, several in paths.items() for path in several]
        self.client.workspace_did_change_watched_files(lsp.DidChangeWatchedFilesParams(events))

    def change_folders(self, added=(), removed=()):
        """Notify the server of added and removed workspace folders."""
        folders = [[lsp.WorkspaceFolder(self.uri(path), path) for path in paths] for paths in (added, removed)]
        event = lsp.WorkspaceFoldersChangeEvent(*folders)
        self.client.workspace_did_change_workspace_folders(lsp.DidChangeWorkspaceFoldersParams(event))

    # Positions

    def document(self, path):
        """Return the identifier of a document."""
        return lsp.TextDocumentIdentifier(self.uri(path))

    def position(self, path, snippet):
        """Return the position of `$0` in a snippet that occurs exactly once in a file."""
        before, _, after = snippet.partition("$0")
        text = self.text(path)
        assert text.count(before + after) == 1, f"{before + after!r} must occur once in {text!r}"
        return position_of(text, text.index(before + after) + len(before), self.encoding)

    def at(self, path, snippet):
        """Return the document and position that most requests need, as keyword arguments."""
        return {"text_document": self.document(path), "position": self.position(path, snippet)}

    def slice(self, path, range_):
        """Return the text of a range of a file."""
        return slice_of(self.text(path), range_, self.encoding)

    def place(self, uri, range_):
        """Return the path and the text of a location."""
        path = self.path(uri)
        return path, self.slice(path, range_) if path.endswith(".md") else ""

    async def definition(self, path, snippet):
        """Return the targets of a link, each as the path and the selected text."""
        found = await self.client.text_document_definition_async(lsp.DefinitionParams(**self.at(path, snippet)))
        return [self.place(link.target_uri, link.target_selection_range) for link in found or []]

    async def follow(self, path, snippet):
        """Return the paths of the targets of a link."""
        return [file for file, _ in await self.definition(path, snippet)]

    # Diagnostics

    @property
    def can_pull(self):
        """Whether the server lets this client pull diagnostics."""
        return self.result.capabilities.diagnostic_provider is not None

    async def diagnostics(self):
        """Return the code and marked text of all diagnostics that the editor shows, by path."""
        found = await self._diagnosed()
        return {path: [(one.code, self.slice(path, one.range)) for one in items] for path, items in found.items()}

    async def _diagnosed(self):
        if self.can_pull:
            report = await self.client.workspace_diagnostic_async(lsp.WorkspaceDiagnosticParams([]))
            found = {one.uri: one.items for one in report.items}
        else:
            found = self.client.diagnostics
        return {self.path(uri): items for uri, items in found.items() if items}

    async def expect_diagnostics(self, expected):
        """Wait until the editor shows exactly these diagnostics: code and marked text, by path."""
        seen = None
        for _ in range(PATIENCE * 20):
            with contextlib.suppress(AssertionError, FileNotFoundError, IndexError):
                seen = await self.diagnostics()
                if seen == expected:
                    return
            await asyncio.sleep(0.05)
        assert seen == expected
