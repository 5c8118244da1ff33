"""Every request is answered right from the first second: as it is once the whole vault is read."""

import asyncio

import pytest
from lsprotocol import types as lsp

from wikilsp.server import protocol

COUNT = 600
EMPTY = {"definition of missing note", "definition of value", "hover of value", "hover of own heading"}
"""The questions whose answer is empty even if everything is known."""
TYPED = {
    "an alias": "[[Call",
    "a heading": "[[##Sect",
    "a heading of a note": "[[hub#",
    "a heading of a note by alias": "[[Center#",
    "a block": "[[^^bl",
    "a label": "[[hub|",
    "a tag": "#kin",
    "a key": "oth",
    "a value": "status:: ",
}
HERE = """---
aliases: [Here]
---
# Start

😀 [[hub]] and [[Center]] and [[hub#Middle]] and [[Called 7]] and [[nowhere]] #kind/a

status:: 3

"""


def write_notes(folder):
    """Write a vault of many notes with names, links, tags and properties."""
    notes = {"a.md": HERE + "\n\n".join(TYPED.values()) + "\n"}
    notes["hub.md"] = "---\naliases: [Center]\n---\n# Hub\n\n## Middle\n\n[[a]] and [[note 1]]\n"
    for number in range(COUNT):
        front = f"---\naliases: [Called {number}]\n---\n"
        links = f"[[note {number + 1}]] Called {number - 1}"
        if number % 10 == 0:
            links += " [[hub]] [[Center#Middle]] [[a#Start]] [[Here]] [[nowhere]]"
        properties = f"status:: {number % 5}\n\nother:: x\n"
        body = f"## Section {number}\n\n{links} #kind/{'ab'[number % 10 > 0]} ^block{number}\n\n{properties}"
        notes[f"notes/note {number}.md"] = front + body
    (folder / "notes").mkdir(parents=True)
    (folder / ".wikilsp.toml").write_text("cache = false\n")
    for path, text in notes.items():
        (folder / path).write_bytes(text.encode())


SNIPPETS = {
    "note": "[[$0hub]]",
    "alias": "[[$0Center]]",
    "heading": "[[hub#$0Middle]]",
    "missing note": "[[$0nowhere]]",
    "tag": "#kind$0/a",
    "key": "$0status:: 3",
    "value": "status:: $03",
    "own heading": "# $0Start",
}
NOWHERE = lsp.Range(lsp.Position(0, 0), lsp.Position(0, 0))
WHOLE = lsp.Range(lsp.Position(0, 0), lsp.Position(40, 0))


def questions_at(editor, what):
    """Yield requests about a place in `a.md`, each with its name and method."""
    at = editor.at("a.md", SNIPPETS[what])
    context = lsp.ReferenceContext(include_declaration=True)
    yield f"references of {what}", lsp.TEXT_DOCUMENT_REFERENCES, lsp.ReferenceParams(context=context, **at)
    yield f"definition of {what}", lsp.TEXT_DOCUMENT_DEFINITION, lsp.DefinitionParams(**at)
    yield f"hover of {what}", lsp.TEXT_DOCUMENT_HOVER, lsp.HoverParams(**at)
    yield f"highlights of {what}", lsp.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT, lsp.DocumentHighlightParams(**at)
    yield f"call item of {what}", lsp.TEXT_DOCUMENT_PREPARE_CALL_HIERARCHY, lsp.CallHierarchyPrepareParams(**at)
    if what not in ("missing note", "alias"):  # which can't be renamed here
        yield f"name of {what}", lsp.TEXT_DOCUMENT_PREPARE_RENAME, lsp.PrepareRenameParams(**at)
        yield f"rename of {what}", lsp.TEXT_DOCUMENT_RENAME, lsp.RenameParams(new_name="new", **at)


def questions_of_note(editor):
    """Yield requests about a note."""
    document = editor.document("a.md")
    for what, typed in TYPED.items():
        params = lsp.CompletionParams(**editor.at("a.md", f"\n{typed}$0\n"))
        yield f"completion of {what}", lsp.TEXT_DOCUMENT_COMPLETION, params
    yield "lenses", lsp.TEXT_DOCUMENT_CODE_LENS, lsp.CodeLensParams(document)
    yield "lens", lsp.CODE_LENS_RESOLVE, lsp.CodeLens(NOWHERE, data={"uri": document.uri, "isNote": True})
    params = lsp.CodeActionParams(document, WHOLE, lsp.CodeActionContext([]))
    yield "code actions", lsp.TEXT_DOCUMENT_CODE_ACTION, params
    yield "tokens", lsp.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL, lsp.SemanticTokensParams(document)
    yield "hints", lsp.TEXT_DOCUMENT_INLAY_HINT, lsp.InlayHintParams(document, WHOLE)
    yield "diagnostics", lsp.TEXT_DOCUMENT_DIAGNOSTIC, lsp.DocumentDiagnosticParams(document)


def questions_of_vault(editor):
    """Yield requests about other notes and the whole vault."""
    for query in ("Call", "Sect", "kin", "hub", ""):
        yield f"symbols like “{query}”", lsp.WORKSPACE_SYMBOL, lsp.WorkspaceSymbolParams(query)
    moved = lsp.FileRename(editor.uri("hub.md"), editor.uri("x/center.md"))
    yield "moved file", lsp.WORKSPACE_WILL_RENAME_FILES, lsp.RenameFilesParams([moved])
    hub = lsp.CallHierarchyItem("hub", lsp.SymbolKind.File, editor.uri("hub.md"), NOWHERE, NOWHERE)
    yield "incoming calls", lsp.CALL_HIERARCHY_INCOMING_CALLS, lsp.CallHierarchyIncomingCallsParams(hub)
    yield "outgoing calls", lsp.CALL_HIERARCHY_OUTGOING_CALLS, lsp.CallHierarchyOutgoingCallsParams(hub)
    params = lsp.DocumentSymbolParams(editor.document("hub.md"))
    yield "outline of a closed note", lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL, params
    yield "all diagnostics", lsp.WORKSPACE_DIAGNOSTIC, lsp.WorkspaceDiagnosticParams([])


def ask(editor):
    """Send all requests at once and return a future for the answer of each."""
    places = (question for what in SNIPPETS for question in questions_at(editor, what))
    send = editor.client.protocol.send_request
    return {
        name: asyncio.wrap_future(send(method, params))
        for name, method, params in (*places, *questions_of_note(editor), *questions_of_vault(editor))
    }


@pytest.mark.parametrize("is_held", [True, False])
async def test_each_answer_right_after_the_start_is_that_after_loading(
    open_editor, held_loading, tmp_path, monkeypatch, is_held
):
    monkeypatch.setattr(protocol, "_MAX_RUNNING", 1_000)
    write_notes(tmp_path / "vault")
    if not is_held:
        held_loading.set()
    editor = await open_editor("", options={"inlayHints": True})
    editor.open("a.md")
    early = ask(editor)
    await editor.client.workspace_symbol_async(lsp.WorkspaceSymbolParams(""))
    held_loading.set()
    await asyncio.wait(early.values())
    await editor.wait_loaded()
    late = ask(editor)
    await asyncio.wait(late.values())
    answers = {name: answer.result() for name, answer in late.items()}
    wrong = {name for name, answer in early.items() if answer.exception() or answer.result() != answers[name]}
    assert sorted(wrong) == []
    assert {name for name, answer in answers.items() if not answer} == EMPTY
