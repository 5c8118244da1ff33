"""All requests about a note, a function for each method that returns the size of the answer in bytes."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from client import Client

CONSTRUCT = re.compile(r"\[\[?|\^|# ?|:: ?|- ")
"""The start of a link, block id, heading, tag, property or list item."""
_CAPABILITIES: dict[str, dict[str, Any]] = {
    "window": {"workDoneProgress": True},
    "workspace": {
        "applyEdit": True,
        "workspaceEdit": {"documentChanges": True, "resourceOperations": ["create", "rename", "delete"]},
        "didChangeWatchedFiles": {"dynamicRegistration": True},
        "diagnostics": {"refreshSupport": True},
    },
    "textDocument": {
        "definition": {"linkSupport": True},
        "documentSymbol": {"hierarchicalDocumentSymbolSupport": True},
        "completion": {"completionItem": {"snippetSupport": True, "insertReplaceSupport": True}},
        # Without `resolveSupport` every edit is computed at once, which is the most work.
        "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}}},
        "diagnostic": {"relatedDocumentSupport": True},
    },
}


class NothingToAsk(Exception):  # noqa: N818 - it is not an error
    """The note has nothing that the request applies to."""


class Reader:
    """A client with a vault open, and the first of its notes to ask about."""

    def __init__(self, client: Client, vault: Path, encoding: str) -> None:
        """Initialize the server, and wait until all notes are read."""
        self.client = client
        path = min(vault.rglob("*.md"))
        self.encoding = encoding
        self.text = path.read_bytes().decode("utf-8", "surrogatepass")
        self.uri = path.as_uri()
        self.version = 1
        hello = {
            "processId": None,
            "rootUri": vault.as_uri(),
            "workspaceFolders": [{"uri": vault.as_uri(), "name": vault.name}],
            "capabilities": {**_CAPABILITIES, "general": {"positionEncodings": [encoding]}},
            "initializationOptions": {"inlayHints": True},
        }
        client.request("initialize", hello)
        client.notify("initialized", {})
        client.wait_for("$/progress", b'"end"')

    def place(self, back: int = 0) -> dict[str, int]:
        """Return a position in the middle of the note, after the start of a link, heading or the like."""
        found = CONSTRUCT.search(self.text, len(self.text) // 2) or CONSTRUCT.search(self.text)
        return self.position((found.end() if found else len(self.text) // 2) - back)

    def position(self, offset: int) -> dict[str, int]:
        """Return the position of an offset in the encoding of the server."""
        line = self.text[self.text.rfind("\n", 0, offset) + 1 : offset]
        width = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[self.encoding]
        codec = self.encoding if width == 1 else f"{self.encoding}-le"
        units = len(line.encode(codec, "surrogatepass")) // width
        return {"line": self.text.count("\n", 0, offset), "character": units}

    def whole_range(self) -> dict[str, Any]:
        """Return the range of the whole note."""
        return {"start": {"line": 0, "character": 0}, "end": self.position(len(self.text))}

    def ask(self, method: str, **params: Any) -> bytes:
        """Send a request about the note and return the encoded result."""
        return self.client.request(method, {"textDocument": {"uri": self.uri}, **params}).result

    def items(self, method: str, **params: Any) -> list[Any]:
        """Send a request for a list, which may be the `items` of an object, and return the decoded list."""
        answer: Any = msgspec.json.decode(self.ask(method, **params)) or []
        found: list[Any] = answer["items"] if isinstance(answer, dict) else answer
        return found


def _open(reader: Reader) -> int:
    item = {"uri": reader.uri, "languageId": "markdown", "version": 1, "text": reader.text}
    reader.client.notify("textDocument/didOpen", {"textDocument": item})
    return len(reader.ask("textDocument/diagnostic"))


def _type(reader: Reader) -> int:
    """Type at the start of the note, so that the rest of it moves."""
    reader.version += 1
    at = 4 if reader.text.startswith("---\n") else 0
    reader.text = f"{reader.text[:at]}zz: z\n{reader.text[at:]}"
    document = {"uri": reader.uri, "version": reader.version}
    changes = [{"text": reader.text}]
    reader.client.notify("textDocument/didChange", {"textDocument": document, "contentChanges": changes})
    return len(reader.ask("textDocument/diagnostic"))


def _workspace_diagnostics(reader: Reader) -> int:
    return len(reader.client.request("workspace/diagnostic", {"previousResultIds": []}).result)


def _about_document(method: str) -> Callable[[Reader], int]:
    return lambda reader: len(reader.ask(f"textDocument/{method}"))


def _at_position(method: str, **more: Any) -> Callable[[Reader], int]:
    return lambda reader: len(reader.ask(f"textDocument/{method}", position=reader.place(), **more))


def _resolve(method: str, resolve: str, **more: Any) -> Callable[[Reader], int]:
    def ask(reader: Reader) -> int:
        found = reader.items(f"textDocument/{method}", **more)
        if not found:
            raise NothingToAsk
        return len(reader.client.request(resolve, found[len(found) // 2]).result)

    return ask


def _actions(reader: Reader, *, whole: bool) -> int:
    here = reader.place()
    range_ = reader.whole_range() if whole else {"start": here, "end": here}
    return len(reader.ask("textDocument/codeAction", range=range_, context={"diagnostics": []}))


def _prepare_rename(reader: Reader) -> int:
    try:
        return len(reader.ask("textDocument/prepareRename", position=reader.place()))
    except RuntimeError:
        raise NothingToAsk from None


def _rename(reader: Reader) -> int:
    try:
        return len(reader.ask("textDocument/rename", position=reader.place(), newName="renamed"))
    except RuntimeError:
        raise NothingToAsk from None


def _move(reader: Reader) -> int:
    files = [{"oldUri": reader.uri, "newUri": reader.uri.replace(".md", " moved.md")}]
    return len(reader.client.request("workspace/willRenameFiles", {"files": files}).result)


def _calls(direction: str) -> Callable[[Reader], int]:
    def ask(reader: Reader) -> int:
        items = reader.items("textDocument/prepareCallHierarchy", position={"line": 0, "character": 0})
        return len(reader.client.request(f"callHierarchy/{direction}Calls", {"item": items[0]}).result)

    return ask


QUESTIONS: dict[str, Callable[[Reader], int]] = {
    "open": _open,
    "type": _type,
    "type again": _type,
    "all notes": _workspace_diagnostics,
    "definition": _at_position("definition"),
    "references": _at_position("references", context={"includeDeclaration": True}),
    "highlight": _at_position("documentHighlight"),
    "hover": _at_position("hover"),
    "completion": _at_position("completion"),
    "resolve completion": lambda reader: _resolve("completion", "completionItem/resolve", position=reader.place())(
        reader
    ),
    "symbols": _about_document("documentSymbol"),
    "folding": _about_document("foldingRange"),
    "selection": lambda reader: len(reader.ask("textDocument/selectionRange", positions=[reader.place()] * 10)),
    "links": _about_document("documentLink"),
    "resolve link": _resolve("documentLink", "documentLink/resolve"),
    "tokens": _about_document("semanticTokens/full"),
    "tokens in range": lambda reader: len(reader.ask("textDocument/semanticTokens/range", range=reader.whole_range())),
    "lenses": _about_document("codeLens"),
    "resolve lens": _resolve("codeLens", "codeLens/resolve"),
    "hints": lambda reader: len(reader.ask("textDocument/inlayHint", range=reader.whole_range())),
    "actions at a place": lambda reader: _actions(reader, whole=False),
    "actions of the note": lambda reader: _actions(reader, whole=True),
    "prepare rename": _prepare_rename,
    "rename": _rename,
    "move the note": _move,
    "incoming calls": _calls("incoming"),
    "outgoing calls": _calls("outgoing"),
    "workspace symbols": lambda reader: len(reader.client.request("workspace/symbol", {"query": "a"}).result),
}
