"""A server that is asked without a wire, so that the steps of an answer can be counted: the same each time."""

import asyncio
import contextlib

import msgspec
from steps import steps_of

from wikilsp.server.app import create_server


class _Sink:
    """Takes what the server writes."""

    def __init__(self):
        self.messages = []

    def write(self, data):
        self.messages.append(data)


class Counted:
    """A served vault with its first note open; `steps` and `size` are those of the last answer."""

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
        hello = {"processId": None, "rootUri": None, "workspaceFolders": folders, "capabilities": self._capabilities}
        self.ask("initialize", **hello, initializationOptions={"inlayHints": True})
        self.tell("initialized")
        (self.vault,) = self.server.session.vaults.values()
        await self.loaded()
        item = {"uri": self.uri, "languageId": "markdown", "version": 1, "text": self.text}
        self.tell("textDocument/didOpen", textDocument=item)
        await self.idle()
        return self

    async def __aexit__(self, *_):
        self.server.session.vaults.clear()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def loaded(self):
        for _ in range(6_000):
            if self.vault.loaded:
                return
            await asyncio.sleep(0.01)
        raise AssertionError("the vault was not loaded within a minute")

    async def idle(self):
        """Wait until the server has done what it does by itself."""
        for _ in range(600):
            await asyncio.sleep(0.1)
            others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
            if not any("DiagnosticsPublisher" in repr(task) or "refresh" in repr(task) for task in others):
                return

    def tell(self, method, **params):
        """Send a notification, and count what it takes at once."""
        self._handle({"jsonrpc": "2.0", "method": method, "params": params})

    def type(self, text):
        """Let the note have another text."""
        self._version += 1
        self.text = text
        document = {"uri": self.uri, "version": self._version + 1}
        self.tell("textDocument/didChange", textDocument=document, contentChanges=[{"text": text}])

    def ask(self, method, **params):
        """Ask, and give the result, or the error."""
        self._number += 1
        self._sink.messages.clear()
        self._handle({"jsonrpc": "2.0", "id": self._number, "method": method, "params": params})
        answers = [each.partition(b"\r\n\r\n")[2] for each in self._sink.messages]
        (answer,) = [each for each in map(msgspec.json.decode, answers) if each.get("id") == self._number]
        self.size = sum(map(len, self._sink.messages))
        return answer.get("result", answer.get("error"))

    def about(self, method, **params):
        """Ask about the open note."""
        return self.ask(f"textDocument/{method}", textDocument={"uri": self.uri}, **params)

    def _handle(self, message):
        body = msgspec.json.encode(message)
        self.steps = steps_of(lambda: self.server.protocol.take(body))
