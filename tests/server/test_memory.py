"""What is over takes no room: requests, changes, vaults that were replaced, notes that were closed."""

import asyncio
import gc
import threading
import weakref
from collections import Counter

import pytest
from lsprotocol import types as lsp

from wikilsp.server.app import create_server
from wikilsp.server.early_changes import EarlyChanges

ROUNDS = 200
VAULT = "//- .wikilsp.toml\n//- a.md\n> [[b]] [[c]] #tag k:: v\n//- b.md\n> # Part\n//- c.md\n> [[a]]"


def futures(editor):
    return editor.server.protocol._request_futures  # noqa: SLF001 - of pygls, which offers no way to ask


def objects():
    gc.collect()
    return Counter(f"{type(one).__module__}.{type(one).__qualname__}" for one in gc.get_objects())


async def answered(editor):
    """Wait until all that was said so far has been heard."""
    await editor.client.workspace_symbol_async(lsp.WorkspaceSymbolParams(""))


async def grown(editor, act, rounds=ROUNDS):
    """Tell which kinds of objects `act`, which does something so many times, leaves one of each time."""
    for _ in range(2):  # in which modules are imported, and methods made
        await settled(editor, act)
    before = objects()
    await settled(editor, act)
    return {kind: more for kind, more in (objects() - before).items() if more >= rounds}


async def settled(editor, act):
    await act()
    await answered(editor)
    await editor.until(lambda: not futures(editor))
    # The client's side keeps what it was told, which is none of the server's business.
    editor.client.progress_reports.clear()
    editor.client.diagnostics.clear()
    editor.client.log_messages.clear()
    editor.client.messages.clear()


@pytest.mark.parametrize("profile", ["vscode", "neovim", "emacs"])
async def test_no_future_is_left_of_what_was_said_and_asked(open_editor, profile):
    editor = await open_editor(VAULT, profile)
    await editor.loaded()
    editor.open("a.md")
    for number in range(ROUNDS):
        editor.change("a.md", f"[[b]] {number}")
        editor.watched(changed=["b.md"])
    await editor.definition("a.md", "[[$0b]]")
    editor.close("a.md")
    await answered(editor)
    await editor.until(lambda: not futures(editor))


async def test_changes_leave_nothing_behind(open_editor):
    editor = await open_editor(VAULT, "emacs")
    await editor.loaded()
    editor.open("a.md")

    async def change():
        for number in range(ROUNDS):
            editor.change("a.md", f"[[b]] [[missing {number}]] #tag{number} key{number}:: [v](x{number})\n# {number}")
            await asyncio.sleep(0)
        editor.change("a.md", "")

    assert await grown(editor, change) == {}


async def test_requests_leave_nothing_behind(open_editor):
    editor = await open_editor(VAULT, "vscode")
    await editor.loaded()
    editor.open("a.md")
    client, place = editor.client, editor.at("a.md", "[[$0b]]")

    async def ask():
        for _ in range(ROUNDS // 2):
            await client.text_document_hover_async(lsp.HoverParams(**place))
            await client.text_document_completion_async(lsp.CompletionParams(**place))
            await client.text_document_semantic_tokens_full_async(lsp.SemanticTokensParams(place["text_document"]))
            await client.workspace_diagnostic_async(lsp.WorkspaceDiagnosticParams([]))
            await client.text_document_code_lens_async(lsp.CodeLensParams(place["text_document"]))

    assert await grown(editor, ask, ROUNDS // 2) == {}


async def test_single_files_leave_nothing_behind(open_editor, tmp_path):
    editor = await open_editor("//- a.md", "emacs", folders="none")

    async def open_and_close():
        for number in range(ROUNDS // 4):
            (tmp_path / f"{number}").mkdir(exist_ok=True)
            path = str(tmp_path / f"{number}" / "x.md")
            editor.open(path, "[[y]]")
            await answered(editor)
            editor.close(path)
        await editor.until(lambda: not editor.server.session.vaults)

    assert await grown(editor, open_and_close, ROUNDS // 4) == {}


async def test_a_replaced_vault_is_gone(open_editor):
    editor = await open_editor(VAULT, "emacs")
    await editor.loaded()
    (vault,) = editor.server.session.vaults.values()
    await editor.shows({})
    before = [weakref.ref(one) for one in (vault.vault, vault.graph, vault.uses, vault.names)]
    gc.disable()
    try:
        editor.write(".wikilsp.toml", 'comments = "index"')
        editor.watched(changed=[".wikilsp.toml"])
        await editor.loaded(vaults=2)
        assert [one() for one in before] == [None] * 4
    finally:
        gc.enable()


async def test_a_vault_that_is_served_no_longer_is_gone(open_editor):
    editor = await open_editor("//- one/.wikilsp.toml\n//- one/a.md\n> [[b]]", "emacs", folders="none")
    editor.change_folders(added=["one"])
    await editor.loaded()
    before = [weakref.ref(one) for each in editor.server.session.vaults.values() for one in (each, each.vault)]
    assert len(before) == 2
    gc.disable()
    try:
        editor.change_folders(removed=["one"])
        await editor.until(lambda: all(one() is None for one in before))
    finally:
        gc.enable()


async def test_a_client_that_answers_nothing_is_asked_only_so_much(open_editor, monkeypatch):
    editor = await open_editor(VAULT, "emacs")
    await editor.loaded()
    protocol = editor.server.protocol
    monkeypatch.setattr(protocol, "_send_data", lambda _: None)
    asked = [protocol.send_request("workspace/codeLens/refresh") for _ in range(1_000)]
    assert sum(not one.done() for one in asked) == 256
    assert len(futures(editor)) == 256
    for one in asked[-256:]:
        one.cancel()
    futures(editor).clear()


async def test_what_a_client_would_cancel_of_the_server_is_not(open_editor):
    editor = await open_editor(VAULT, "emacs")
    await editor.loaded()
    protocol = editor.server.protocol
    asked = protocol.send_request("workspace/codeLens/refresh", msg_id="mine")
    protocol._handle_cancel_notification("mine")  # noqa: SLF001 - as pygls calls it
    assert not asked.cancelled()


def test_changes_of_documents_that_are_never_opened_are_not_kept():
    early = EarlyChanges()

    def change(number, version=1, text="x"):
        document = lsp.VersionedTextDocumentIdentifier(version, f"file:///{number}.md")
        parts = [lsp.TextDocumentContentChangeWholeDocument(text)]
        return lsp.DidChangeTextDocumentNotification(lsp.DidChangeTextDocumentParams(document, parts))

    def opened(number, version=0):
        return lsp.TextDocumentItem(f"file:///{number}.md", "markdown", version, "")

    for number in range(1_000):
        early.keep(change(number))
    assert [number for number in range(1_000) if early.pop(opened(number))] == list(range(984, 1_000))
    early.keep(change(1, text="x" * 0x400_0001))
    assert early.pop(opened(1)) is None
    early.keep(change(1, version=5))
    early.keep(change(1, version=4))
    assert early.pop(opened(1, version=4)).params.text_document.version == 5
    early.keep(change(1, version=5))
    assert early.pop(opened(1, version=5)) is None


async def test_a_file_that_is_said_to_change_again_and_again_is_looked_at_as_often_as_there_is_time(open_editor):
    editor = await open_editor(VAULT, "emacs")
    await editor.loaded()
    server, looks = editor.server, []
    (vault,) = server.session.vaults.values()
    refresh = vault.refresh

    async def count(*arguments):
        looks.append(arguments)
        await refresh(*arguments)

    vault.refresh = count
    for _ in range(1_000):
        server.refresh_files([editor.folder / "b.md"])
    editor.write("b.md", "[[x]]")
    server.refresh_files([editor.folder / "b.md"])
    await editor.shows({"b.md": [("missing-note", "x")]})
    assert len(looks) < 10


async def test_looks_at_a_vault_follow_one_another(open_editor):
    editor = await open_editor(VAULT, "emacs")
    await editor.loaded()
    (vault,) = editor.server.session.vaults.values()
    before = threading.active_count()
    for _ in range(1_000):
        vault.rescan()
    assert threading.active_count() <= before + 1


def test_a_server_that_is_made_and_dropped_is_gone():
    server = weakref.ref(create_server())
    gc.collect()
    assert server() is None
