"""Answers while the vault is loading and while it is scanned again."""

import asyncio
import threading
import time

from editor import PATIENCE
from lsprotocol import types as lsp
from sample_vaults import LINKING

from wikilsp.disk.note_text import read_text
from wikilsp.disk.walk import walk
from wikilsp.server import app, note_texts
from wikilsp.server import scan as look


async def test_links_are_followed_by_name_while_contents_are_loading(open_editor, blocked_reader):
    editor = await open_editor(LINKING, "neovim")
    editor.open("a.md")
    assert await editor.follow("a.md", "[[$0b#New]]") == ["b.md"]
    params = lsp.CompletionParams(**editor.at("a.md", "[[b$0#New]]"))
    found = await editor.client.text_document_completion_async(params)
    assert ([item.label for item in found.items], found.is_incomplete) == (["b"], True)
    assert await editor.diagnostics() == {}
    blocked_reader.may_continue.set()
    await editor.expect_diagnostics({"a.md": [("missing-heading", "New")]})


async def test_contents_are_loaded_even_if_a_deferred_import_fails(open_editor, monkeypatch, caplog):
    def fail():
        raise ImportError("there is no such module")

    monkeypatch.setattr(app, "import_later", fail)
    editor = await open_editor(LINKING)
    await editor.wait_loaded()
    assert "there is no such module" in caplog.text


async def test_the_first_request_waits_for_the_names(open_editor, monkeypatch):
    def slowly(*arguments):
        time.sleep(0.3)
        return walk(*arguments)

    monkeypatch.setattr(look, "walk", slowly)
    editor = await open_editor(LINKING)
    editor.open("a.md")
    assert await editor.follow("a.md", "[[$0b#New]]") == ["b.md"]


async def test_requests_are_answered_during_a_rescan(open_editor, monkeypatch):
    editor = await open_editor(LINKING)
    await editor.wait_loaded()
    editor.open("a.md")
    looking, may_look = threading.Event(), threading.Event()

    def wait(*arguments):
        looking.set()
        may_look.wait(PATIENCE)
        return walk(*arguments)

    monkeypatch.setattr(look, "walk", wait)
    editor.write(".wikilsp.toml", 'preset = "foam"\n')
    editor.notify_watched(changed=[".wikilsp.toml"])
    await editor.wait_for(looking.is_set)
    assert await editor.follow("a.md", "[[$0b#New]]") == ["b.md"]
    may_look.set()
    await editor.expect_diagnostics({"a.md": [("missing-heading", "New")]})


async def test_requests_are_answered_while_ignored_files_are_collected(open_editor, monkeypatch):
    looking, may_look = threading.Event(), threading.Event()

    def wait(*arguments):
        found = walk(*arguments)

        def ignored():
            looking.set()
            may_look.wait(PATIENCE)
            return found.ignored()

        return found._replace(ignored=ignored)

    monkeypatch.setattr(look, "walk", wait)
    editor = await open_editor(
        "//- .wikilsp.toml\n//- .gitignore\n> drafts\n//- a.md\n> 😀 漢字 [[b]] [[d]] [[x]]\n//- b.md\n//- drafts/d.md"
    )
    editor.open("a.md")
    await editor.wait_for(looking.is_set)
    assert await editor.follow("a.md", "[[$0b]]") == ["b.md"]
    ignored = asyncio.create_task(editor.follow("a.md", "[[$0d]]"))
    assert await editor.follow("a.md", "[[$0b]]") == ["b.md"]
    assert not ignored.done()
    may_look.set()
    assert await ignored == ["drafts/d.md"]
    await editor.expect_diagnostics({"a.md": [("missing-note", "x")]})


async def test_an_attachment_is_never_read(open_editor, monkeypatch):
    read = []

    def remember(root, path):
        read.append(path)
        return read_text(root, path)

    monkeypatch.setattr(note_texts, "read_text", remember)
    editor = await open_editor("//- .wikilsp.toml\n//- a.md\n> 😀 漢字 ![[film.mp4]]\n//- film.mp4")
    await editor.wait_loaded()
    assert await editor.follow("a.md", "![[$0film.mp4]]") == ["film.mp4"]
    hover = lsp.HoverParams(**editor.at("a.md", "![[$0film.mp4]]"))
    await editor.client.text_document_hover_async(hover)
    assert await editor.client.workspace_symbol_async(lsp.WorkspaceSymbolParams("film")) == []
    assert set(read) == {"a.md"}
