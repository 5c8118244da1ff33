"""What the server is asked again and again, each time about another place where that makes a difference."""

from collections.abc import Callable
from typing import Any, NamedTuple

from editor import Editor
from server_vault import MENTION

WORDS = ("riv", "harvest", "pla", "silver", "sum", "mirr")


class Question(NamedTuple):
    """A request. The server offers it if it has announced the `provider`; `params` are those of the n-th time."""

    provider: str
    method: str
    params: Callable[[Editor, int], dict[str, Any]]

    def is_offered(self, editor: Editor) -> bool:
        """Has the server said that it answers this?"""
        return bool(editor.capabilities.get(self.provider))

    def ask(self, editor: Editor, number: int) -> float:
        """Ask for the n-th time; give the milliseconds until the answer."""
        return editor.client.request(self.method, self.params(editor, number)).milliseconds


def _document(editor: Editor, _number: int) -> dict[str, Any]:
    return {"textDocument": {"uri": editor.uri}}


def _nowhere(editor: Editor, _number: int) -> dict[str, Any]:
    return editor.at(editor.text.index("\n\n") + 1)


def _references(count: int) -> Callable[[Editor, int], dict[str, Any]]:
    return lambda editor, _number: {**editor.at_known(count), "context": {"includeDeclaration": False}}


def _rename(editor: Editor, number: int) -> dict[str, Any]:
    return {**editor.at_known(1_000), "newName": f"Known otherwise {number}"}


def _selection(editor: Editor, number: int) -> dict[str, Any]:
    return {"textDocument": {"uri": editor.uri}, "positions": [editor.at_link(number)["position"]]}


def at_mention(editor: Editor, _number: int) -> dict[str, Any]:
    """Give the parameters of a request for code actions where the name of a note stands that is no link."""
    here = editor.position(editor.text.index(MENTION) + len(MENTION) + 1)
    return {"textDocument": {"uri": editor.uri}, "range": {"start": here, "end": here}, "context": {"diagnostics": []}}


DEFINITION = Question("definitionProvider", "textDocument/definition", Editor.at_link)
NOTHING = Question("definitionProvider", "textDocument/definition", _nowhere)
"""What is answered so fast that the time until then is the time that something else has taken."""
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
