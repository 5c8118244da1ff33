"""A simulated editor with one note open: request parameters for places in the note, and typing."""

import re
from pathlib import Path
from typing import Any

import msgspec
from client import Client
from server_vault import OPEN_NOTE, TYPED_HERE, popular_name

_INCREMENTAL = 2
_LINK = re.compile(r"\[\[(?=[A-Z]\w+ \w+ \d)")
_CAPABILITIES: dict[str, dict[str, Any]] = {
    "general": {"positionEncodings": ["utf-16"]},
    "window": {"workDoneProgress": True},
    "workspace": {
        "applyEdit": True,
        "workspaceEdit": {"documentChanges": True, "resourceOperations": ["create", "rename", "delete"]},
        # Without this, the server would watch the files itself and disturb the measurement.
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
    """A client with a vault and one of its notes open."""

    def __init__(self, client: Client, vault: Path, *, pulls: bool = False) -> None:
        """Initialize the server and open the note, without waiting for the contents to be read."""
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
        """Return the position of an offset, in UTF-16."""
        before = self.text[self.text.rfind("\n", 0, offset) + 1 : offset]
        return {"line": self.text.count("\n", 0, offset), "character": len(before.encode("utf-16-le")) // 2}

    def at(self, offset: int) -> dict[str, Any]:
        """Return the parameters of a request at an offset."""
        return {"textDocument": {"uri": self.uri}, "position": self.position(offset)}

    def at_link(self, number: int) -> dict[str, Any]:
        """Return the parameters of a request at one of the links to generated notes."""
        links = [match.end() + 1 for match in _LINK.finditer(self.text)]
        return self.at(links[number % len(links)])

    def at_popular_link(self, backlinks: int) -> dict[str, Any]:
        """Return the parameters of a request at a link to the note with this number of backlinks."""
        return self.at(self.text.index(f"[[{popular_name(backlinks)}]]") + 3)

    def change(self, start: int, end: int, new: str) -> float:
        """Replace a range of the text; return the time when the server was notified."""
        change: dict[str, Any] = {"text": new, "range": {"start": self.position(start), "end": self.position(end)}}
        self.text = self.text[:start] + new + self.text[end:]
        if not self._is_incremental:
            change = {"text": self.text}
        self._version += 1
        document = {"uri": self.uri, "version": self._version}
        return self.client.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [change]})

    def place_to_type(self) -> int:
        """Return the offset at which to type."""
        return self.text.index(TYPED_HERE) + len(TYPED_HERE)
