"""The requests that are measured, with parameters that differ from one time to the next where this matters."""

from collections.abc import Callable
from typing import Any, NamedTuple

from measured_editor import Editor
from server_vault import MENTION

WORDS = ("riv", "harvest", "pla", "silver", "sum", "mirr")


class Question(NamedTuple):
    """A request, the server capability (`provider`) that it needs, and a function for its n-th parameters."""

    provider: str
    method: str
    params: Callable[[Editor, int], dict[str, Any]]

    def is_offered(self, editor: Editor) -> bool:
        """Whether the server announced the capability."""
        return bool(editor.capabilities.get(self.provider))

    def ask(self, editor: Editor, number: int) -> float:
        """Send the request for the n-th time; return the milliseconds until the answer."""
        return editor.client.request(self.method, self.params(editor, number)).milliseconds


def _document(editor: Editor, _number: int) -> dict[str, Any]:
    return {"textDocument": {"uri": editor.uri}}


def _nowhere(editor: Editor, _number: int) -> dict[str, Any]:
    return editor.at(editor.text.index("\n\n") + 1)


def _references(count: int) -> Callable[[Editor, int], dict[str, Any]]:
    return lambda editor, _number: {**editor.at_popular_link(count), "context": {"includeDeclaration": False}}


def _rename(editor: Editor, number: int) -> dict[str, Any]:
    return {**editor.at_popular_link(1_000), "newName": f"Renamed {number}"}


def _selection(editor: Editor, number: int) -> dict[str, Any]:
    return {"textDocument": {"uri": editor.uri}, "positions": [editor.at_link(number)["position"]]}


def at_mention(editor: Editor, _number: int) -> dict[str, Any]:
    """Return the parameters of a request for code actions at an unlinked mention."""
    here = editor.position(editor.text.index(MENTION) + len(MENTION) + 1)
    return {"textDocument": {"uri": editor.uri}, "range": {"start": here, "end": here}, "context": {"diagnostics": []}}


DEFINITION = Question("definitionProvider", "textDocument/definition", Editor.at_link)
NOTHING = Question("definitionProvider", "textDocument/definition", _nowhere)
"""A request without a link, which needs no work: its time is the time that other work blocks the server."""
HOVER = Question("hoverProvider", "textDocument/hover", Editor.at_link)
COMPLETION = Question("completionProvider", "textDocument/completion", Editor.at_link)
REFERENCES = Question("referencesProvider", "textDocument/references", _references(100))
RENAME = Question("renameProvider", "textDocument/rename", _rename)
CODE_ACTIONS = Question("codeActionProvider", "textDocument/codeAction", at_mention)
PULL = Question("diagnosticProvider", "textDocument/diagnostic", _document)

EVERYTHING = {
    "definition": DEFINITION,
    "hover": HOVER,
    "completion": COMPLETION,
    "references, 100 backlinks": REFERENCES,
    "references, 1,000 backlinks": Question("referencesProvider", "textDocument/references", _references(1_000)),
    "document highlights": Question("documentHighlightProvider", "textDocument/documentHighlight", Editor.at_link),
    "outline": Question("documentSymbolProvider", "textDocument/documentSymbol", _document),
    "symbols of the vault": Question(
        "workspaceSymbolProvider", "workspace/symbol", lambda _, number: {"query": WORDS[number % len(WORDS)]}
    ),
    "document links": Question("documentLinkProvider", "textDocument/documentLink", _document),
    "folding ranges": Question("foldingRangeProvider", "textDocument/foldingRange", _document),
    "selection ranges": Question("selectionRangeProvider", "textDocument/selectionRange", _selection),
    "semantic tokens": Question("semanticTokensProvider", "textDocument/semanticTokens/full", _document),
    "code lenses": Question("codeLensProvider", "textDocument/codeLens", _document),
    "call hierarchy": Question("callHierarchyProvider", "textDocument/prepareCallHierarchy", Editor.at_link),
    "code actions": CODE_ACTIONS,
}
AT_ONCE = (
    "definition",
    "completion",
    "outline",
    "document links",
    "folding ranges",
    "selection ranges",
    "call hierarchy",
)
"""The requests that are answered while contents are read. The others may wait until all are."""
