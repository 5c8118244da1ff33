"""Measures the language server from outside, as an editor meets it: start, requests while it reads, keystrokes."""

import argparse
import asyncio
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from lsprotocol import types as lsp
from pygls.lsp.client import LanguageClient

OPEN_NOTE_SIZE = 20_000
KEYSTROKES = 20


class Editor:
    """A client with one note open."""

    def __init__(self, root: Path, note: Path) -> None:
        self.root = root
        self.uri = note.as_uri()
        self.text = note.read_text("utf-8")
        self.version = 1
        self.client = LanguageClient("benchmark", "1")
        self.diagnosed = asyncio.Event()

        @self.client.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)  # type: ignore[untyped-decorator]
        def take(params: lsp.PublishDiagnosticsParams) -> None:
            if params.uri == self.uri:
                self.diagnosed.set()

    async def start(self) -> None:
        """Start the server, and open the note."""
        await self.client.start_io(sys.executable, "-m", "wikilsp", "server")
        folder = lsp.WorkspaceFolder(self.root.as_uri(), self.root.name)
        params = lsp.InitializeParams(lsp.ClientCapabilities(), workspace_folders=[folder])
        await self.client.initialize_async(params)
        self.client.initialized(lsp.InitializedParams())
        item = lsp.TextDocumentItem(self.uri, "markdown", self.version, self.text)
        self.client.text_document_did_open(lsp.DidOpenTextDocumentParams(item))

    async def stop(self) -> None:
        """End the server."""
        await self.client.shutdown_async(None)
        self.client.exit(None)
        await self.client.stop()  # type: ignore[no-untyped-call]

    def change(self) -> None:
        """Type a link that leads nowhere, so that the diagnostics are others each time."""
        self.version += 1
        text = f"{self.text}\n[[nowhere {self.version}]]\n"
        change = lsp.TextDocumentContentChangeWholeDocument(text)
        document = lsp.VersionedTextDocumentIdentifier(self.version, self.uri)
        self.client.text_document_did_change(lsp.DidChangeTextDocumentParams(document, [change]))

    def requests(self) -> dict[str, Callable[[], Awaitable[object]]]:
        """Give what an editor asks about the first link of the note."""
        document = lsp.TextDocumentIdentifier(self.uri)
        row = next(number for number, line in enumerate(self.text.split("\n")) if "[[" in line)
        here = lsp.Position(row, self.text.split("\n")[row].index("[[") + 3)
        context = lsp.ReferenceContext(include_declaration=False)
        client = self.client
        return {
            "definition": lambda: client.text_document_definition_async(lsp.DefinitionParams(document, here)),
            "hover": lambda: client.text_document_hover_async(lsp.HoverParams(document, here)),
            "completion": lambda: client.text_document_completion_async(lsp.CompletionParams(document, here)),
            "references": lambda: client.text_document_references_async(lsp.ReferenceParams(context, document, here)),
            "documentSymbol": lambda: client.text_document_document_symbol_async(lsp.DocumentSymbolParams(document)),
            "semanticTokens": lambda: client.text_document_semantic_tokens_full_async(
                lsp.SemanticTokensParams(document)
            ),
        }


async def measure(root: Path, note: Path) -> None:
    """Print the figures of one server."""
    editor = Editor(root, note)
    started = time.perf_counter()
    await editor.start()
    await editor.requests()["definition"]()
    print(f"start to first definition by name: {time.perf_counter() - started:.2f} s")
    times: dict[str, list[float]] = {name: [] for name in editor.requests()}
    while not editor.diagnosed.is_set():
        for name, ask in editor.requests().items():
            times[name].append(await _milliseconds(ask))
        await asyncio.sleep(0.05)
    print(f"start to diagnostics, all contents read: {time.perf_counter() - started:.2f} s")
    _print("while contents are read", times)
    _print(
        "after that", {name: [await _milliseconds(ask) for _ in range(30)] for name, ask in editor.requests().items()}
    )
    strokes = []
    for _ in range(KEYSTROKES):
        await asyncio.sleep(0.3)
        editor.diagnosed.clear()
        editor.change()
        strokes.append(await _milliseconds(editor.diagnosed.wait))
    _print("keystrokes", {"to diagnostics of the open note": strokes})
    await editor.stop()


async def _milliseconds(ask: Callable[[], Awaitable[object]]) -> float:
    started = time.perf_counter()
    await ask()
    return (time.perf_counter() - started) * 1000


def _print(when: str, times: dict[str, list[float]]) -> None:
    print(f"\n{when}, ms:")
    for name, values in times.items():
        if values:
            print(f"  {name:32} median {statistics.median(values):6.1f}   worst {max(values):6.1f}   of {len(values)}")


def main() -> None:
    """Run as a script."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("vault", type=Path, help="a folder made by generate.py; a note “Open.md” is added to it")
    root = parser.parse_args().vault.resolve()
    notes = sorted(path for path in root.rglob("*.md") if path.name != "Open.md")
    text = ""
    for path in notes:
        text += path.read_text("utf-8").replace("up::", "see") + "\n"
        if len(text) > OPEN_NOTE_SIZE:
            break
    note = root / "Open.md"
    note.write_text(text, "utf-8")
    asyncio.run(measure(root, note))


if __name__ == "__main__":
    main()
