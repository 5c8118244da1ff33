"""What is answered before all is known, and while the vault is looked at again."""

import threading
import time

from editor import PATIENCE
from linking import LINKING
from lsprotocol import types as lsp

from wikilsp.disk.note_text import read_text
from wikilsp.disk.walk import walk
from wikilsp.server import app, note_texts
from wikilsp.server import scan as look


async def test_links_are_followed_by_name_while_contents_are_read(open_editor, reading):
    editor = await open_editor(LINKING)
    editor.open("a.md")
    assert await editor.follow("a.md", "[[$0b#New]]") == ["b.md"]
    params = lsp.CompletionParams(**editor.at("a.md", "[[b$0#New]]"))
    found = await editor.client.text_document_completion_async(params)
    assert [item.label for item in found.items] == ["b"]
    assert await editor.diagnostics() == {}
    reading.may_go_on.set()
    await editor.shows({"a.md": [("missing-heading", "New")]})


async def test_contents_are_read_though_a_module_cannot_be_imported(open_editor, monkeypatch, caplog):
    def fail():
        raise ImportError("there is no such module")

    monkeypatch.setattr(app, "import_later", fail)
    editor = await open_editor(LINKING)
    await editor.loaded()
    assert "there is no such module" in caplog.text


async def test_the_first_request_waits_for_the_names(open_editor, monkeypatch):
    def slowly(*arguments):
        time.sleep(0.3)
        return walk(*arguments)

    monkeypatch.setattr(look, "walk", slowly)
    editor = await open_editor(LINKING)
    editor.open("a.md")
    assert await editor.follow("a.md", "[[$0b#New]]") == ["b.md"]


async def test_requests_are_answered_while_the_folders_are_looked_at_again(open_editor, monkeypatch):
    editor = await open_editor(LINKING)
    await editor.loaded()
    editor.open("a.md")
    looking, may_look = threading.Event(), threading.Event()

    def wait(*arguments):
        looking.set()
        may_look.wait(PATIENCE)
        return walk(*arguments)

    monkeypatch.setattr(look, "walk", wait)
    editor.write(".wikilsp.toml", 'preset = "foam"\n')
    editor.watched(changed=[".wikilsp.toml"])
    await editor.until(looking.is_set)
    assert await editor.follow("a.md", "[[$0b#New]]") == ["b.md"]
    may_look.set()
    await editor.shows({"a.md": [("missing-heading", "New")]})


async def test_what_is_left_out_is_looked_for_while_requests_are_answered(open_editor, monkeypatch):
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
    await editor.until(looking.is_set)
    assert await editor.follow("a.md", "[[$0b]]") == ["b.md"]
    assert await editor.follow("a.md", "[[$0d]]") == []
    may_look.set()
    await editor.shows({"a.md": [("missing-note", "x")]})
    assert await editor.follow("a.md", "[[$0d]]") == ["drafts/d.md"]


async def test_an_attachment_is_never_read(open_editor, monkeypatch):
    read = []

    def remember(root, path):
        read.append(path)
        return read_text(root, path)

    monkeypatch.setattr(note_texts, "read_text", remember)
    editor = await open_editor("//- .wikilsp.toml\n//- a.md\n> 😀 漢字 ![[film.mp4]]\n//- film.mp4")
    await editor.loaded()
    assert await editor.follow("a.md", "![[$0film.mp4]]") == ["film.mp4"]
    hover = lsp.HoverParams(**editor.at("a.md", "![[$0film.mp4]]"))
    await editor.client.text_document_hover_async(hover)
    assert await editor.client.workspace_symbol_async(lsp.WorkspaceSymbolParams("film")) == []
    assert set(read) == {"a.md"}
