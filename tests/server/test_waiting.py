"""Requests that need contents that are not read yet: how they wait, and how that ends."""

import asyncio

import pytest
from editor import PATIENCE, Editor, write_vault
from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException

from wikilsp.server import waiting
from wikilsp.server.open_vault import OpenVault
from wikilsp.server.requests import method_handlers, needs_of_requests

VAULT = """
    //- .wikilsp.toml
    //- a.md
    > 😀 漢字 [[b]] [[Bee]] [[b#Part]] #tag
    >
    > # Own
    //- b.md
    > ---
    > aliases: [Bee]
    > ---
    > 😀 漢字 #tag #taken
    >
    > # Part
    //- c.md
    > 😀 漢字 [[b]] #tag
"""
BACKLINKS = ["a.md", "a.md", "a.md", "c.md"]
MODIFIED, FAILED, CANCELLED = (
    lsp.LSPErrorCodes.ContentModified,
    lsp.LSPErrorCodes.RequestFailed,
    lsp.LSPErrorCodes.RequestCancelled,
)


class Asker:
    """Sends requests about `a.md` without waiting for the answers."""

    def __init__(self, editor):
        self.editor = editor
        self.client = editor.client
        self.answered = []
        """The names of the requests that were answered, in order."""

    def ask(self, name, method, params):
        """Send a request and return a future for its answer."""
        answer = self.client.protocol.send_request(method, params)
        answer.add_done_callback(lambda _: self.answered.append(name))
        return asyncio.wrap_future(answer)

    def references(self, name="references"):
        context = lsp.ReferenceContext(include_declaration=False)
        params = lsp.ReferenceParams(context=context, **self.editor.at("a.md", "[[$0b]] [[Bee"))
        return self.ask(name, lsp.TEXT_DOCUMENT_REFERENCES, params)

    def rename(self):
        params = lsp.RenameParams(new_name="e", **self.editor.at("a.md", "[[$0b]] [[Bee"))
        return self.ask("rename", lsp.TEXT_DOCUMENT_RENAME, params)

    def move(self):
        params = lsp.RenameFilesParams([lsp.FileRename(self.editor.uri("b.md"), self.editor.uri("d.md"))])
        return self.ask("move", lsp.WORKSPACE_WILL_RENAME_FILES, params)

    def symbols(self, query="ta"):
        return self.ask("symbols", lsp.WORKSPACE_SYMBOL, lsp.WorkspaceSymbolParams(query))

    def outline(self, path="a.md"):
        params = lsp.DocumentSymbolParams(self.editor.document(path))
        return self.ask("outline", lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL, params)

    def tokens(self):
        params = lsp.SemanticTokensParams(self.editor.document("a.md"))
        return self.ask("tokens", lsp.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL, params)

    def completion(self, typed):
        """Open `a.md` with this text and complete at its end."""
        self.editor.open("a.md", f"😀 漢字 {typed}")
        end = lsp.Position(0, len(f"xx 漢字 {typed}"))
        params = lsp.CompletionParams(self.editor.document("a.md"), end)
        return self.ask("completion", lsp.TEXT_DOCUMENT_COMPLETION, params)

    async def all_received(self):
        """Wait until the server has received all requests so far."""
        await self.client.workspace_symbol_async(lsp.WorkspaceSymbolParams(""))

    @property
    def waiting(self):
        """The ids of the requests that wait."""
        ids = {*self.editor.server.waiting._requests}  # noqa: SLF001 - what this is about
        futures = self.editor.server.protocol._request_futures  # noqa: SLF001 - pygls has no public access
        assert ids == {number for number in futures if number not in self.editor.server.protocol._result_types}  # noqa: SLF001
        return ids


@pytest.fixture
def open_asker(open_editor, held_loading):  # noqa: ARG001 - it holds loading back
    """Return a function that opens a vault that is not loaded until `held_loading` is set, and `a.md` in it."""

    async def start(text=VAULT, profile="vscode", **options):
        editor = await open_editor(text, profile, **options)
        editor.open("a.md")
        return Asker(editor)

    return start


async def error_of(task):
    with pytest.raises(JsonRpcException) as error:
        await asyncio.wait_for(task, PATIENCE)
    return error.value


def paths(asker, locations):
    return [asker.editor.path(one.uri) for one in locations]


# Waiting


def test_each_request_declares_what_it_needs():
    requests = {method for method, *_ in method_handlers() if lsp.METHOD_TO_TYPES[method][1]}
    pulls = {lsp.TEXT_DOCUMENT_DIAGNOSTIC, lsp.WORKSPACE_DIAGNOSTIC}
    assert needs_of_requests().keys() == requests | pulls | {lsp.WORKSPACE_EXECUTE_COMMAND}


async def test_a_request_waits_until_the_vault_is_read(open_asker, held_loading):
    asker = await open_asker()
    found, edit = asker.references(), asker.move()
    await asker.all_received()
    assert asker.answered == []
    held_loading.set()
    assert paths(asker, await found) == BACKLINKS
    assert len((await edit).document_changes) == 2
    assert not asker.waiting


async def test_other_messages_are_handled_meanwhile(open_asker, held_loading):
    asker = await open_asker()
    asker.editor.open("c.md")
    found = asker.references()
    asker.editor.change("c.md", "# New\n")
    assert [one.name for one in await asker.outline("c.md")] == ["New"]
    assert not found.done()
    held_loading.set()
    assert paths(asker, await found) == BACKLINKS[:3]


async def test_requests_go_on_in_the_order_of_their_arrival(open_asker, held_loading):
    asker = await open_asker()
    numbers = [str(number) for number in range(20)]
    tasks = [asker.references(number) for number in numbers]
    await asker.all_received()
    held_loading.set()
    await asyncio.gather(*tasks)
    assert asker.answered == numbers


async def test_a_request_does_not_wait_once_the_vault_is_read(open_asker, held_loading, monkeypatch):
    asker = await open_asker()
    held_loading.set()
    await asker.editor.wait_loaded()
    await asker.references()
    monkeypatch.setattr(waiting, "Future", None)
    asker.editor.write("b.md", "")
    asker.editor.notify_watched(changed=["b.md"])
    assert paths(asker, await asker.references()) == BACKLINKS


# How it ends


async def test_the_limit_is_reported_with_the_progress(open_asker, monkeypatch):
    monkeypatch.setattr(waiting, "_LIMIT", 0)
    monkeypatch.setattr(OpenVault, "progress", (4_100, 10_000))
    asker = await open_asker()
    error = await error_of(asker.references())
    assert (error.code, error.message) == (FAILED, "still reading: 4,100 of 10,000 notes")
    assert not asker.waiting


async def test_progress_counts_the_open_notes(open_asker, monkeypatch):
    monkeypatch.setattr(waiting, "_LIMIT", 0)
    asker = await open_asker()
    assert (await error_of(asker.symbols())).message == "still reading: 1 of 3 notes"


async def test_renames_have_another_limit(open_asker, held_loading, monkeypatch):
    monkeypatch.setattr(waiting, "_LIMIT", 0)
    asker = await open_asker()
    renamed, moved = asker.rename(), asker.move()
    await error_of(asker.references())
    assert asker.answered == ["references"]
    held_loading.set()
    assert await renamed
    assert await moved


async def test_the_limit_of_renames_is_reported(open_asker, monkeypatch):
    monkeypatch.setattr(waiting, "_LIMIT_OF_RENAMES", 0)
    asker = await open_asker()
    for task in (asker.rename(), asker.move()):
        assert (await error_of(task)).message == "still reading: 1 of 3 notes"


async def test_requests_that_editors_send_by_themselves_have_no_limit(open_asker, held_loading, monkeypatch):
    monkeypatch.setattr(waiting, "_LIMIT", 0)
    asker = await open_asker()
    tokens = asker.tokens()
    await error_of(asker.references())
    assert asker.answered == ["references"]
    held_loading.set()
    assert (await tokens).data


async def test_a_request_ends_when_its_note_changes(open_asker, held_loading):
    asker = await open_asker()
    found, symbols = asker.references(), asker.symbols()
    asker.editor.change("a.md", "x")
    error = await error_of(found)
    assert (error.code, error.message) == (MODIFIED, "the note has changed since the request")
    assert asker.answered == ["references"]
    held_loading.set()
    assert await symbols


async def test_a_request_does_not_end_when_its_note_is_sent_again(open_asker, held_loading):
    asker = await open_asker()
    found = asker.references()
    asker.editor.change("a.md", asker.editor.text("a.md"))
    await asker.all_received()
    held_loading.set()
    assert paths(asker, await found) == BACKLINKS


async def test_a_request_ends_when_its_note_is_closed(open_asker, held_loading):
    asker = await open_asker()
    found = asker.rename()
    asker.editor.close("a.md")
    await asker.all_received()
    held_loading.set()
    assert (await error_of(found)).code == MODIFIED


async def test_a_request_can_be_cancelled(open_asker):
    asker = await open_asker()
    found = asker.references()
    await asker.all_received()
    [number] = asker.waiting
    timer = asker.editor.server.waiting._requests[number].timer  # noqa: SLF001 - what this is about
    asker.client.cancel_request(lsp.CancelParams(number))
    assert (await error_of(found)).code == CANCELLED
    assert not asker.waiting
    assert timer.cancelled()


async def test_shutdown_cancels_requests(tmp_path, held_loading):
    write_vault(tmp_path, VAULT)
    editor = await Editor(tmp_path).start()
    editor.open("a.md")
    asker = Asker(editor)
    found, symbols = asker.references(), asker.symbols()
    await asker.all_received()
    await editor.stop()
    assert [(await error_of(task)).code for task in (found, symbols)] == [CANCELLED, CANCELLED]
    held_loading.set()


async def test_the_end_of_the_connection_drops_requests(tmp_path, held_loading, caplog):
    write_vault(tmp_path, VAULT)
    editor = await Editor(tmp_path).start()
    editor.open("a.md")
    asker = Asker(editor)
    asker.references()
    await asker.all_received()
    assert len(asker.waiting) == 1
    (hearing, here), (serving, there) = editor._running  # noqa: SLF001 - only the server ends
    serving.cancel()
    await asyncio.wait([serving])
    held_loading.set()
    editor.server.tasks.on_change()
    assert not editor.server.waiting._requests  # noqa: SLF001 - what this is about
    assert editor.server.waiting._review is None  # noqa: SLF001
    for writer in (here, there):
        writer.close()
    await asyncio.wait([hearing])
    assert asker.answered == []
    assert caplog.records == []


async def test_a_request_goes_on_when_its_vault_is_no_longer_served(open_asker):
    asker = await open_asker()
    found, edit, symbols = asker.references("1"), asker.move(), asker.symbols()
    asker.editor.close("a.md")
    asker.editor.change_folders(removed=["."])
    assert (await error_of(found)).code == MODIFIED
    assert (await edit, await symbols) == (None, [])


async def test_a_request_about_a_closed_note_goes_on_when_its_vault_is_no_longer_served(open_asker):
    asker = await open_asker()
    item = lsp.CallHierarchyItem("b", lsp.SymbolKind.File, asker.editor.uri("b.md"), NOWHERE, NOWHERE)
    calls = asker.ask("calls", lsp.CALL_HIERARCHY_INCOMING_CALLS, lsp.CallHierarchyIncomingCallsParams(item))
    asker.editor.close("a.md")
    asker.editor.change_folders(removed=["."])
    assert await calls is None


NOWHERE = lsp.Range(lsp.Position(0, 0), lsp.Position(0, 0))


async def test_a_request_fails_when_loading_fails(open_asker, held_loading, monkeypatch, caplog):
    monkeypatch.setattr(waiting, "_LIMIT", 10 * PATIENCE)
    asker = await open_asker()
    found = asker.references()
    await asker.all_received()
    monkeypatch.setattr(OpenVault, "_read_contents", None)
    held_loading.set()
    for task in (found, asker.references()):
        error = await error_of(task)
        assert (error.code, error.message) == (FAILED, "the notes could not be read; the log of the server says why")
    assert "background task failed" in caplog.text
    caplog.clear()


async def test_a_request_waits_while_loading_starts_again(open_asker, held_loading):
    asker = await open_asker()
    found = asker.references()
    asker.editor.write(".wikilsp.toml", 'preset = "foam"\n')
    asker.editor.notify_watched(changed=[".wikilsp.toml"])
    await asker.all_received()
    held_loading.set()
    assert paths(asker, await found) == BACKLINKS


# Many requests


async def test_many_requests_that_wait_hold_up_no_others(open_asker, held_loading):
    asker = await open_asker()
    tasks = [asker.references(number) for number in range(70)]
    await asker.all_received()
    assert asker.answered == [*range(64, 70)]
    for task in tasks[64:]:
        assert (await error_of(task)).message == "64 requests are in progress already"
    asker.editor.open("c.md", "# New")
    assert [one.name for one in await asker.outline("c.md")] == ["New"]
    held_loading.set()
    assert [paths(asker, await task) for task in tasks[:64]] == [BACKLINKS[:3]] * 64
    assert not asker.waiting


# Notes that are read immediately


def read_notes(asker):
    [vault] = asker.editor.server.session.vaults.values()
    return {path for path, note in vault.vault.notes.items() if not note.unread}


async def test_headings_of_one_note_are_completed_at_once(open_asker):
    asker = await open_asker()
    found = await asker.completion("[[b#")
    assert ([one.label for one in found.items], found.is_incomplete) == (["Part"], False)
    assert read_notes(asker) == {"a.md", "b.md"}


async def test_a_heading_is_followed_at_once(open_asker):
    asker = await open_asker()
    assert await asker.editor.definition("a.md", "[[b#P$0art]]") == [("b.md", "Part")]
    assert read_notes(asker) == {"a.md", "b.md"}


async def test_the_outline_of_a_closed_note_is_returned_at_once(open_asker):
    asker = await open_asker()
    assert "Part" in [one.name for one in await asker.outline("b.md")]


async def test_a_note_that_was_read_at_once_is_not_read_again(open_asker, held_loading):
    asker = await open_asker()
    await asker.outline("b.md")
    [vault] = asker.editor.server.session.vaults.values()
    note, parsed = vault.vault.notes["b.md"], vault.parsed
    held_loading.set()
    await asker.references()
    assert vault.vault.notes["b.md"] is note
    assert vault.parsed == parsed + 1


async def test_a_large_note_is_waited_for(open_asker, held_loading):
    asker = await open_asker()
    asker.editor.write("b.md", "# Part\n" + "x\n" * 40_000)
    found = asker.outline("b.md")
    await asker.all_received()
    assert not found.done()
    held_loading.set()
    assert [one.name for one in await found] == ["Part"]


async def test_many_notes_are_waited_for(open_asker, held_loading):
    notes = "".join(f"//- {number}/n.md\n> # N\n" for number in range(11))
    asker = await open_asker(f"//- .wikilsp.toml\n//- a.md\n> 😀 漢字 [[n]]\n{notes}")
    found = asyncio.create_task(asker.editor.definition("a.md", "[[$0n]]"))
    await asker.all_received()
    assert not found.done()
    assert read_notes(asker) == {"a.md"}
    held_loading.set()
    assert await found == [(f"{number}/n.md", "N") for number in (*range(10), 10)]


async def test_an_alias_is_waited_for(open_asker, held_loading):
    asker = await open_asker()
    found = asyncio.create_task(asker.editor.follow("a.md", "[[$0Bee]]"))
    await asker.all_received()
    assert not found.done()
    held_loading.set()
    assert await found == ["b.md"]


# Lists


async def test_names_of_files_are_completed_at_once_and_the_list_is_incomplete(open_asker, held_loading):
    asker = await open_asker()
    asker.editor.open("c.md", "[[Bee]] seems to be missing.")
    found = await asker.completion("[[b")
    assert ([one.label for one in found.items], found.is_incomplete) == (["b"], True)
    held_loading.set()
    await asker.symbols()
    found = await asker.completion("[[b")
    assert ([one.label for one in found.items], found.is_incomplete) == (["b", "Bee"], False)


@pytest.mark.parametrize(("typed", "labels"), [("[[bee", ["Bee"]), ("#tak", ["#taken"])])
async def test_a_list_that_would_be_empty_is_waited_for(open_asker, held_loading, typed, labels):
    asker = await open_asker()
    found = asker.completion(typed)
    await asker.all_received()
    assert not found.done()
    held_loading.set()
    assert ([one.label for one in (await found).items], (await found).is_incomplete) == (labels, False)


async def test_files_are_listed_at_once_and_other_symbols_later(open_asker, held_loading):
    asker = await open_asker()
    found = asker.symbols()
    assert [one.name for one in await asker.symbols("")] == ["a", "b", "c"]
    assert not found.done()
    held_loading.set()
    assert [one.name for one in await found] == ["#tag", "#taken"]


# Moved files


async def test_links_to_a_file_that_was_moved_meanwhile_are_not_given_up_in_silence(open_asker):
    asker = await open_asker(profile="emacs")
    moved = lsp.RenameFilesParams([lsp.FileRename(asker.editor.uri("b.md"), asker.editor.uri("d.md"))])
    asker.client.workspace_did_rename_files(moved)
    [message] = await asker.editor.wait_for(lambda: asker.client.messages)
    assert message.message == (
        "Links are not updated: the vault was still being read; “wikilsp check” lists the broken ones"
    )
