"""Handled requests and changes, replaced vaults and closed notes are freed."""

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
_PATIENCE = 50
"""How often to look for objects again. A leak stays."""
VAULT = "//- .wikilsp.toml\n//- a.md\n> [[b]] [[c]] #tag k:: v\n//- b.md\n> # Part\n//- c.md\n> [[a]]"


def futures(editor):
    return editor.server.protocol._request_futures  # noqa: SLF001 - pygls has no public access


def objects():
    gc.collect()
    return Counter(f"{type(one).__module__}.{type(one).__qualname__}" for one in gc.get_objects())


async def wait_answered(editor):
    """Wait until the server has handled all messages sent so far."""
    await editor.client.workspace_symbol_async(lsp.WorkspaceSymbolParams(""))


async def leftovers(editor, act, rounds=ROUNDS):
    """Return the kinds of objects of which `act`, which repeats something `rounds` times, leaves one for each round."""
    for _ in range(2):  # to import modules and create methods first
        await run_and_settle(editor, act)
    before = objects()
    await run_and_settle(editor, act)
    for _ in range(_PATIENCE):  # canceled work may still wait for a thread, which then frees what it held
        left = {kind: more for kind, more in (objects() - before).items() if more >= rounds}
        if not left:
            break
        await asyncio.sleep(0.1)
    return left


async def run_and_settle(editor, act):
    await act()
    await wait_answered(editor)
    await editor.wait_for(lambda: not futures(editor))
    # The client keeps what it received; only the server is under test.
    editor.client.progress_reports.clear()
    editor.client.diagnostics.clear()
    editor.client.log_messages.clear()
    editor.client.messages.clear()


@pytest.mark.parametrize("profile", ["vscode", "neovim", "emacs"])
async def test_no_future_is_left_of_handled_messages(open_editor, profile):
    editor = await open_editor(VAULT, profile)
    await editor.wait_loaded()
    editor.open("a.md")
    for number in range(ROUNDS):
        editor.change("a.md", f"[[b]] {number}")
        editor.notify_watched(changed=["b.md"])
    await editor.definition("a.md", "[[$0b]]")
    editor.close("a.md")
    await wait_answered(editor)
    await editor.wait_for(lambda: not futures(editor))


async def test_changes_do_not_leak(open_editor):
    editor = await open_editor(VAULT, "emacs")
    await editor.wait_loaded()
    editor.open("a.md")

    async def change():
        for number in range(ROUNDS):
            editor.change("a.md", f"[[b]] [[missing {number}]] #tag{number} key{number}:: [v](x{number})\n# {number}")
            await asyncio.sleep(0)
        editor.change("a.md", "")

    assert await leftovers(editor, change) == {}


async def test_requests_do_not_leak(open_editor):
    editor = await open_editor(VAULT, "vscode")
    await editor.wait_loaded()
    editor.open("a.md")
    client, place = editor.client, editor.at("a.md", "[[$0b]]")

    async def ask():
        for _ in range(ROUNDS // 2):
            await client.text_document_hover_async(lsp.HoverParams(**place))
            await client.text_document_completion_async(lsp.CompletionParams(**place))
            await client.text_document_semantic_tokens_full_async(lsp.SemanticTokensParams(place["text_document"]))
            await client.workspace_diagnostic_async(lsp.WorkspaceDiagnosticParams([]))
            await client.text_document_code_lens_async(lsp.CodeLensParams(place["text_document"]))

    assert await leftovers(editor, ask, ROUNDS // 2) == {}


async def test_single_files_do_not_leak(open_editor, tmp_path):
    editor = await open_editor("//- a.md", "emacs", folders="none")

    async def open_and_close():
        for number in range(ROUNDS // 4):
            (tmp_path / f"{number}").mkdir(exist_ok=True)
            path = str(tmp_path / f"{number}" / "x.md")
            editor.open(path, "[[y]]")
            await wait_answered(editor)
            editor.close(path)
        await editor.wait_for(lambda: not editor.server.session.vaults)

    assert await leftovers(editor, open_and_close, ROUNDS // 4) == {}


async def test_a_replaced_vault_is_freed(open_editor):
    editor = await open_editor(VAULT, "emacs")
    await editor.wait_loaded()
    (vault,) = editor.server.session.vaults.values()
    await editor.expect_diagnostics({})
    before = [weakref.ref(one) for one in (vault.vault, vault.index, vault.index.graph, vault.index.names)]
    gc.disable()
    try:
        editor.write(".wikilsp.toml", 'comments = "index"')
        editor.notify_watched(changed=[".wikilsp.toml"])
        await editor.wait_loaded(vaults=2)
        assert [one() for one in before] == [None] * 4
    finally:
        gc.enable()


async def test_a_closed_vault_is_freed(open_editor):
    editor = await open_editor("//- one/.wikilsp.toml\n//- one/a.md\n> [[b]]", "emacs", folders="none")
    editor.change_folders(added=["one"])
    await editor.wait_loaded()
    before = [weakref.ref(one) for each in editor.server.session.vaults.values() for one in (each, each.vault)]
    assert len(before) == 2
    gc.disable()
    try:
        editor.change_folders(removed=["one"])
        await editor.wait_for(lambda: all(one() is None for one in before))
    finally:
        gc.enable()


async def test_unanswered_requests_to_the_client_are_limited(open_editor, monkeypatch):
    editor = await open_editor(VAULT, "emacs")
    await editor.wait_loaded()
    protocol = editor.server.protocol
    monkeypatch.setattr(protocol, "_send_data", lambda _: None)
    requests = [protocol.send_request("workspace/codeLens/refresh") for _ in range(1_000)]
    assert sum(not one.done() for one in requests) == 256
    assert len(futures(editor)) == 256
    for one in requests[-256:]:
        one.cancel()
    futures(editor).clear()


async def test_the_client_cannot_cancel_requests_of_the_server(open_editor):
    editor = await open_editor(VAULT, "emacs")
    await editor.wait_loaded()
    protocol = editor.server.protocol
    requests = protocol.send_request("workspace/codeLens/refresh", msg_id="mine")
    protocol._handle_cancel_notification("mine")  # noqa: SLF001 - called by pygls
    assert not requests.cancelled()


def test_early_changes_are_limited():
    early = EarlyChanges()

    def change(number, version=1, text="x"):
        document = lsp.VersionedTextDocumentIdentifier(version, f"file:///{number}.md")
        parts = [lsp.TextDocumentContentChangeWholeDocument(text)]
        return lsp.DidChangeTextDocumentNotification(lsp.DidChangeTextDocumentParams(document, parts))

    def open_document(number, version=0):
        return lsp.TextDocumentItem(f"file:///{number}.md", "markdown", version, "")

    for number in range(1_000):
        early.keep(change(number))
    assert [number for number in range(1_000) if early.pop(open_document(number))] == list(range(984, 1_000))
    early.keep(change(1, text="x" * 0x400_0001))
    assert early.pop(open_document(1)) is None
    early.keep(change(1, version=5))
    early.keep(change(1, version=4))
    assert early.pop(open_document(1, version=4)).params.text_document.version == 5
    early.keep(change(1, version=5))
    assert early.pop(open_document(1, version=5)) is None


async def test_repeated_changes_of_a_file_are_coalesced(open_editor):
    editor = await open_editor(VAULT, "emacs")
    await editor.wait_loaded()
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
    await editor.expect_diagnostics({"b.md": [("missing-note", "x")]})
    assert len(looks) < 10


async def test_scans_of_a_vault_do_not_run_in_parallel(open_editor):
    editor = await open_editor(VAULT, "emacs")
    await editor.wait_loaded()
    (vault,) = editor.server.session.vaults.values()
    before = threading.active_count()
    for _ in range(1_000):
        vault.rescan()
    assert threading.active_count() <= before + 1


def test_a_dropped_server_is_freed():
    server = weakref.ref(create_server())
    gc.collect()
    assert server() is None
