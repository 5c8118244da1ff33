"""An editor with one note open: where things stand in it, what is asked about them, and typing."""

import re
from pathlib import Path
from typing import Any

import msgspec
from client import Client
from server_vault import OPEN_NOTE, TYPED_HERE, known_by

_INCREMENTAL = 2
_LINK = re.compile(r"\[\[(?=[A-Z]\w+ \w+ \d)")
_CAPABILITIES: dict[str, dict[str, Any]] = {
    "general": {"positionEncodings": ["utf-16"]},
    "window": {"workDoneProgress": True},
    "workspace": {
        "applyEdit": True,
        "workspaceEdit": {"documentChanges": True, "resourceOperations": ["create", "rename", "delete"]},
        # Else the server would watch the files itself, beside what is measured.
        "didChangeWatchedFiles": {"dynamicRegistration": True},
    },
    "textDocument": {
        "synchronization": {"didSave": True},
        "definition": {"linkSupport": True},
        "documentSymbol": {"hierarchicalDocumentSymbolSupport": True},
        "completion": {"completionItem": {"snippetSupport": True, "insertReplaceSupport": True}},
        "codeAction": {
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix", "refactor", "source"]}},
            "dataSupport": True,
            "resolveSupport": {"properties": ["edit"]},
        },
        "rename": {"prepareSupport": True},
    },
}
_PULL: dict[str, dict[str, Any]] = {
    "workspace": {**_CAPABILITIES["workspace"], "diagnostics": {"refreshSupport": True}},
    "textDocument": {**_CAPABILITIES["textDocument"], "diagnostic": {"relatedDocumentSupport": True}},
}


class Editor:
    """A client that has opened a vault and a note in it."""

    def __init__(self, client: Client, vault: Path, *, pulls: bool = False) -> None:
        """Say hello and open the note, without waiting for what the server does then."""
        self.client = client
        self.text = (vault / OPEN_NOTE).read_text("utf-8")
        self.uri = (vault / OPEN_NOTE).as_uri()
        self._version = 1
        folders = [{"uri": vault.as_uri(), "name": vault.name}]
        capabilities = {**_CAPABILITIES, **_PULL} if pulls else _CAPABILITIES
        hello = {
            "processId": None,
            "rootUri": vault.as_uri(),
            "workspaceFolders": folders,
            "capabilities": capabilities,
        }
        answer = msgspec.json.decode(client.request("initialize", hello).result)
        self.capabilities: dict[str, Any] = answer["capabilities"]
        client.notify("initialized", {})
        item = {"uri": self.uri, "languageId": "markdown", "version": self._version, "text": self.text}
        client.notify("textDocument/didOpen", {"textDocument": item})

    @property
    def _is_incremental(self) -> bool:
        sync = self.capabilities.get("textDocumentSync")
        return (sync.get("change") if isinstance(sync, dict) else sync) == _INCREMENTAL

    def position(self, offset: int) -> dict[str, int]:
        """Give the position of an offset. The note has no character that takes two units."""
        return {"line": self.text.count("\n", 0, offset), "character": offset - self.text.rfind("\n", 0, offset) - 1}

    def at(self, offset: int) -> dict[str, Any]:
        """Give the parameters of a request about an offset."""
        return {"textDocument": {"uri": self.uri}, "position": self.position(offset)}

    def at_link(self, number: int) -> dict[str, Any]:
        """Give the parameters of a request about one of the links to generated notes."""
        links = [found.end() + 1 for found in _LINK.finditer(self.text)]
        return self.at(links[number % len(links)])

    def at_known(self, count: int) -> dict[str, Any]:
        """Give the parameters of a request about the note that so many link to."""
        return self.at(self.text.index(f"[[{known_by(count)}]]") + 3)

    def change(self, start: int, end: int, new: str) -> float:
        """Put `new` in the place of what stands there; give the time when the server was told."""
        change: dict[str, Any] = {"text": new, "range": {"start": self.position(start), "end": self.position(end)}}
        self.text = self.text[:start] + new + self.text[end:]
        if not self._is_incremental:
            change = {"text": self.text}
        self._version += 1
        document = {"uri": self.uri, "version": self._version}
        return self.client.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [change]})

    def place_to_type(self) -> int:
        """Give the offset where something new may be typed."""
        return self.text.index(TYPED_HERE) + len(TYPED_HERE)
