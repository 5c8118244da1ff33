"""Everything that can be asked about a note, one function for each method. Each gives the bytes of the answer."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from client import Client

THING = re.compile(r"\[\[?|\^|# ?|:: ?|- ")
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
        # That each action is made at once is the harder work.
        "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}}},
        "diagnostic": {"relatedDocumentSupport": True},
    },
}


class NothingToAsk(Exception):  # noqa: N818 - it is not an error
    """There is nothing to ask about."""


class Reader:
    """A client that has a note open."""

    def __init__(self, client: Client, vault: Path, encoding: str) -> None:
        """Say hello, and wait until all notes are read."""
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
        client.hear("$/progress", b'"end"')

    def place(self, back: int = 0) -> dict[str, int]:
        """Give the position of something in the middle of the note."""
        found = THING.search(self.text, len(self.text) // 2) or THING.search(self.text)
        return self.position((found.end() if found else len(self.text) // 2) - back)

    def position(self, offset: int) -> dict[str, int]:
        """Give the position of an offset."""
        line = self.text[self.text.rfind("\n", 0, offset) + 1 : offset]
        width = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[self.encoding]
        codec = self.encoding if width == 1 else f"{self.encoding}-le"
        units = len(line.encode(codec, "surrogatepass")) // width
        return {"line": self.text.count("\n", 0, offset), "character": units}

    def whole(self) -> dict[str, Any]:
        """Give the range of all of the note."""
        return {"start": {"line": 0, "character": 0}, "end": self.position(len(self.text))}

    def ask(self, method: str, **params: Any) -> bytes:
        """Ask about the note."""
        return self.client.request(method, {"textDocument": {"uri": self.uri}, **params}).result

    def items(self, method: str, **params: Any) -> list[Any]:
        """Ask about the note for a list, which may be wrapped, and decode the answer."""
        answer: Any = msgspec.json.decode(self.ask(method, **params)) or []
        found: list[Any] = answer["items"] if isinstance(answer, dict) else answer
        return found


def _open(reader: Reader) -> int:
    item = {"uri": reader.uri, "languageId": "markdown", "version": 1, "text": reader.text}
    reader.client.notify("textDocument/didOpen", {"textDocument": item})
    return len(reader.ask("textDocument/diagnostic"))


def _typed(reader: Reader) -> int:
    """Type at the beginning, so that all that follows stands elsewhere."""
    reader.version += 1
    at = 4 if reader.text.startswith("---\n") else 0
    reader.text = f"{reader.text[:at]}zz: z\n{reader.text[at:]}"
    document = {"uri": reader.uri, "version": reader.version}
    changes = [{"text": reader.text}]
    reader.client.notify("textDocument/didChange", {"textDocument": document, "contentChanges": changes})
    return len(reader.ask("textDocument/diagnostic"))


def _everything(reader: Reader) -> int:
    return len(reader.client.request("workspace/diagnostic", {"previousResultIds": []}).result)


def _document(method: str) -> Callable[[Reader], int]:
    return lambda reader: len(reader.ask(f"textDocument/{method}"))


def _at(method: str, **more: Any) -> Callable[[Reader], int]:
    return lambda reader: len(reader.ask(f"textDocument/{method}", position=reader.place(), **more))


def _resolved(method: str, resolve: str, **more: Any) -> Callable[[Reader], int]:
    def ask(reader: Reader) -> int:
        found = reader.items(f"textDocument/{method}", **more)
        if not found:
            raise NothingToAsk
        return len(reader.client.request(resolve, found[len(found) // 2]).result)

    return ask


def _actions(reader: Reader, *, whole: bool) -> int:
    here = reader.place()
    range_ = reader.whole() if whole else {"start": here, "end": here}
    return len(reader.ask("textDocument/codeAction", range=range_, context={"diagnostics": []}))


def _rename_prepared(reader: Reader) -> int:
    try:
        return len(reader.ask("textDocument/prepareRename", position=reader.place()))
    except RuntimeError:
        raise NothingToAsk from None


def _rename(reader: Reader) -> int:
    try:
        return len(reader.ask("textDocument/rename", position=reader.place(), newName="renamed"))
    except RuntimeError:
        raise NothingToAsk from None


def _moved(reader: Reader) -> int:
    files = [{"oldUri": reader.uri, "newUri": reader.uri.replace(".md", " moved.md")}]
    return len(reader.client.request("workspace/willRenameFiles", {"files": files}).result)


def _calls(direction: str) -> Callable[[Reader], int]:
    def ask(reader: Reader) -> int:
        items = reader.items("textDocument/prepareCallHierarchy", position={"line": 0, "character": 0})
        return len(reader.client.request(f"callHierarchy/{direction}Calls", {"item": items[0]}).result)

    return ask


QUESTIONS: dict[str, Callable[[Reader], int]] = {
    "open": _open,
    "type": _typed,
    "type again": _typed,
    "all notes": _everything,
    "definition": _at("definition"),
    "references": _at("references", context={"includeDeclaration": True}),
    "highlight": _at("documentHighlight"),
    "hover": _at("hover"),
    "completion": _at("completion"),
    "resolve completion": lambda reader: _resolved("completion", "completionItem/resolve", position=reader.place())(
        reader
    ),
    "symbols": _document("documentSymbol"),
    "folding": _document("foldingRange"),
    "selection": lambda reader: len(reader.ask("textDocument/selectionRange", positions=[reader.place()] * 10)),
    "links": _document("documentLink"),
    "resolve link": _resolved("documentLink", "documentLink/resolve"),
    "tokens": _document("semanticTokens/full"),
    "tokens in range": lambda reader: len(reader.ask("textDocument/semanticTokens/range", range=reader.whole())),
    "lenses": _document("codeLens"),
    "resolve lens": _resolved("codeLens", "codeLens/resolve"),
    "hints": lambda reader: len(reader.ask("textDocument/inlayHint", range=reader.whole())),
    "actions at a place": lambda reader: _actions(reader, whole=False),
    "actions of the note": lambda reader: _actions(reader, whole=True),
    "prepare rename": _rename_prepared,
    "rename": _rename,
    "move the note": _moved,
    "incoming calls": _calls("incoming"),
    "outgoing calls": _calls("outgoing"),
    "workspace symbols": lambda reader: len(reader.client.request("workspace/symbol", {"query": "a"}).result),
}
