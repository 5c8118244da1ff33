"""A server in the process of the test, so that the steps of an answer can be counted deterministically."""

import asyncio
import contextlib

import msgspec
from steps import count_calls

from wikilsp.server.app import create_server


class _Sink:
    """Collects what the server writes."""

    def __init__(self):
        self.messages = []

    def write(self, data):
        self.messages.append(data)


class CountedServer:
    """A server with one vault whose first note is open; `steps` and `size` measure the last answer."""

    def __init__(self, folder, files, encoding="utf-16", **capabilities):
        self.folder = folder
        for path, text in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(text.encode("utf-8", "surrogatepass"))
        (folder / ".wikilsp.toml").write_text("cache = false\n")
        self.path = next(iter(files))
        self.text = files[self.path]
        self.uri = (folder / self.path).as_uri()
        self.steps = self.size = 0
        self._sink = _Sink()
        self._number = self._version = 0
        self.encoding = encoding
        self._capabilities = {
            "general": {"positionEncodings": [encoding]},
            "workspace": {
                "workspaceEdit": {"documentChanges": True, "resourceOperations": ["create", "rename", "delete"]},
                "didChangeWatchedFiles": {"dynamicRegistration": True},
                "diagnostics": {"refreshSupport": True},
            },
            "textDocument": {
                "definition": {"linkSupport": True},
                "documentSymbol": {"hierarchicalDocumentSymbolSupport": True},
                "completion": {"completionItem": {"snippetSupport": True, "insertReplaceSupport": True}},
                "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}}},
                "diagnostic": {"relatedDocumentSupport": True},
                **capabilities,
            },
        }

    async def __aenter__(self):
        self.server = create_server()
        self.server.protocol.set_writer(self._sink)
        folders = [{"uri": self.folder.as_uri(), "name": "vault"}]
        params = {"processId": None, "rootUri": None, "workspaceFolders": folders, "capabilities": self._capabilities}
        # For this client the server does not watch files.
        client = {"name": "Visual Studio Code"}
        self.request("initialize", **params, clientInfo=client, initializationOptions={"inlayHints": True})
        self.notify("initialized")
        (self.vault,) = self.server.session.vaults.values()
        await self.wait_loaded()
        item = {"uri": self.uri, "languageId": "markdown", "version": 1, "text": self.text}
        self.notify("textDocument/didOpen", textDocument=item)
        await self.wait_idle()
        return self

    async def __aexit__(self, *_):
        self.server.session.vaults.clear()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def wait_loaded(self):
        for _ in range(6_000):
            if self.vault.loaded:
                return
            await asyncio.sleep(0.01)
        raise AssertionError("the vault was not loaded within a minute")

    async def wait_idle(self):
        """Wait until the server has no background work left."""
        for _ in range(6_000):
            await asyncio.sleep(0.01)
            others = {task.get_coro().__name__ for task in asyncio.all_tasks() - {asyncio.current_task()}}
            if others <= {"register_watchers"}:  # which waits for an answer that nobody sends
                return
        raise AssertionError("the server was busy for a minute")

    def notify(self, method, **params):
        """Send a notification and count the steps of its handler."""
        self._handle({"jsonrpc": "2.0", "method": method, "params": params})

    def type(self, text):
        """Replace the text of the open note."""
        self._version += 1
        self.text = text
        document = {"uri": self.uri, "version": self._version + 1}
        self.notify("textDocument/didChange", textDocument=document, contentChanges=[{"text": text}])

    def request(self, method, **params):
        """Send a request and return its result or error."""
        self._number += 1
        self._sink.messages.clear()
        self._handle({"jsonrpc": "2.0", "id": self._number, "method": method, "params": params})
        answers = [each.partition(b"\r\n\r\n")[2] for each in self._sink.messages]
        (answer,) = [each for each in map(msgspec.json.decode, answers) if each.get("id") == self._number]
        self.size = sum(map(len, self._sink.messages))
        return answer.get("result", answer.get("error"))

    def request_for_note(self, method, **params):
        """Send a `textDocument` request for the open note."""
        return self.request(f"textDocument/{method}", textDocument={"uri": self.uri}, **params)

    def _handle(self, message):
        body = msgspec.json.encode(message)
        self.steps = count_calls(lambda: self.server.protocol.take(body))
