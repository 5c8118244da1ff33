"""Diagnostics: their form, and how clients get them, either pulled or published."""

import asyncio

import pytest
from editor import PATIENCE
from lsprotocol import types as lsp

from wikilsp.server.wiki_server import WikiServer

PUSHED = ["neovim", "emacs", "plain"]
TWO_NOTES = """
    //- .wikilsp.toml
    //- a.md
    > 😀 漢字 [[x]] is missing.
    //- b.md
    > 😀 漢字 [[a]] is not.
"""


async def single_diagnostic(editor, path):
    """Wait for the diagnostics of a note, and return the only one."""
    found = []

    async def ready():
        if editor.can_pull:
            found[:] = (await pull(editor, path)).items
        else:
            found[:] = editor.client.diagnostics.get(editor.uri(path), [])
        return found

    for _ in range(PATIENCE * 100):
        if await ready():
            break
        await asyncio.sleep(0.01)
    [one] = found
    return one


async def pull(editor, path, previous=None):
    """Pull the diagnostics of a note."""
    params = lsp.DocumentDiagnosticParams(editor.document(path), previous_result_id=previous)
    return await editor.client.text_document_diagnostic_async(params)


async def pull_all(editor, previous=()):
    """Pull the diagnostics of the workspace and return the reports by path."""
    known = [lsp.PreviousResultId(editor.uri(path), value) for path, value in dict(previous).items()]
    report = await editor.client.workspace_diagnostic_async(lsp.WorkspaceDiagnosticParams(known))
    return {editor.path(one.uri): one for one in report.items}


# Form


@pytest.mark.parametrize("profile", ["vscode", *PUSHED])
async def test_a_diagnostic_has_code_source_severity_and_message(open_editor, profile):
    editor = await open_editor(TWO_NOTES, profile)
    found = await single_diagnostic(editor, "a.md")
    assert editor.slice("a.md", found.range) == "x"
    assert (found.code, found.source, found.severity) == ("missing-note", "wikilsp", lsp.DiagnosticSeverity.Warning)
    assert found.message == "note “x” not found"
    assert found.tags is None
    assert found.related_information is None
    assert found.code_description is None


async def test_a_duplicate_key_is_related_to_the_first_one(open_editor):
    editor = await open_editor(
        "//- .wikilsp.toml\n//- a.md\n> ---\n> x: 😀 漢字\n> x: 2\n> ---\n//- b.md\n> 😀 漢字 [[a]]"
    )
    found = await single_diagnostic(editor, "a.md")
    [related] = found.related_information
    assert found.code == "duplicate-frontmatter-key"
    assert (editor.place(related.location.uri, related.location.range), found.range.start.line) == (("a.md", "x"), 2)


async def test_the_other_candidates_of_an_ambiguous_link_are_related(open_editor):
    editor = await open_editor("//- .wikilsp.toml\n//- x/n.md\n//- yy/n.md\n> # N\n//- zzz/a.md\n> 😀 漢字 [[n]]")
    found = await single_diagnostic(editor, "zzz/a.md")
    assert (found.code, found.severity) == ("ambiguous-link", lsp.DiagnosticSeverity.Information)
    assert [editor.path(each.location.uri) for each in found.related_information] == ["yy/n.md"]


async def test_an_unused_suppression_is_tagged_as_unnecessary(open_editor):
    editor = await open_editor("//- .wikilsp.toml\n//- a.md\n> 😀 漢字 %% wikilsp-ignore missing-note %%")
    found = await single_diagnostic(editor, "a.md")
    assert (found.code, found.severity) == ("unused-suppression", lsp.DiagnosticSeverity.Hint)
    assert found.tags == (lsp.DiagnosticTag.Unnecessary,)


# Published


@pytest.mark.parametrize("profile", PUSHED)
async def test_closed_notes_are_diagnosed(open_editor, profile):
    editor = await open_editor(TWO_NOTES, profile)
    await editor.expect_diagnostics({"a.md": [("missing-note", "x")]})


@pytest.mark.parametrize("profile", PUSHED)
async def test_a_change_updates_diagnostics(open_editor, profile):
    editor = await open_editor(TWO_NOTES, profile)
    await editor.expect_diagnostics({"a.md": [("missing-note", "x")]})
    editor.open("a.md")
    editor.change("a.md", "😀 漢字 [[b]] and [[y]]\n")
    await editor.expect_diagnostics({"a.md": [("missing-note", "y")]})
    editor.change("a.md", "😀 漢字 [[b]]\n")
    await editor.expect_diagnostics({})


async def test_a_new_note_updates_the_diagnostics_of_another(open_editor):
    editor = await open_editor(TWO_NOTES, "emacs")
    await editor.expect_diagnostics({"a.md": [("missing-note", "x")]})
    editor.open("x.md", "")
    await editor.expect_diagnostics({})


@pytest.fixture
def published(monkeypatch):
    """Record each publication of diagnostics as file name and number of diagnostics."""
    sent = []
    publish = WikiServer.text_document_publish_diagnostics

    def remember(self, params):
        sent.append((params.uri.rpartition("/")[2], len(params.diagnostics)))
        publish(self, params)

    monkeypatch.setattr(WikiServer, "text_document_publish_diagnostics", remember)
    return sent


async def test_only_changed_diagnostics_are_published(open_editor, published):
    editor = await open_editor(TWO_NOTES, "emacs")
    await editor.expect_diagnostics({"a.md": [("missing-note", "x")]})
    editor.open("b.md")
    editor.change("b.md", "😀 漢字 [[a]] [[z]]\n")
    await editor.expect_diagnostics({"a.md": [("missing-note", "x")], "b.md": [("missing-note", "z")]})
    editor.change("b.md", "😀 漢字 [[a]] [[z]] and more\n")
    editor.change("b.md", "😀 漢字 [[a]] [[z]] and [[y]]\n")
    await editor.expect_diagnostics(
        {"a.md": [("missing-note", "x")], "b.md": [("missing-note", "z"), ("missing-note", "y")]}
    )
    assert published == [("a.md", 1), ("b.md", 1), ("b.md", 2)]


@pytest.mark.parametrize("profile", PUSHED)
async def test_an_opened_note_gets_its_diagnostics_again_and_no_other_note_does(open_editor, published, profile):
    editor = await open_editor("//- .wikilsp.toml\n//- a.md\n> [[x]]\n//- b.md\n> [[a]]\n//- c.md\n> [[y]]", profile)
    await editor.expect_diagnostics({"a.md": [("missing-note", "x")], "c.md": [("missing-note", "y")]})
    assert sorted(published) == [("a.md", 1), ("c.md", 1)]
    for path, number in [("c.md", 1), ("a.md", 1), ("b.md", 0)]:
        published.clear()
        editor.open(path)
        await editor.wait_for(lambda: published)
        assert published == [(path, number)]
    for path in ("a.md", "b.md"):  # as to close and open, or to discard changes
        text = editor.text(path)
        published.clear()
        editor.close(path)
        editor.open(path, text)
        await editor.wait_for(lambda: published)
        editor.change("c.md", "[[y]] more")
        await editor.wait_idle()
        assert [one for one in published if one[0] != "quiet.md"] == [(path, 1 if path == "a.md" else 0)]


@pytest.mark.parametrize("profile", PUSHED)
async def test_a_note_opened_before_its_vault_is_read_gets_its_diagnostics_then(
    open_editor, held_loading, published, profile
):
    editor = await open_editor(f"{TWO_NOTES}    //- c.md", profile)
    editor.open("c.md")
    editor.open("b.md")
    editor.open("a.md")
    editor.close("b.md")
    assert await editor.client.workspace_symbol_async(lsp.WorkspaceSymbolParams(""))
    assert published == []
    held_loading.set()
    await editor.wait_for(lambda: len(published) > 1)
    await editor.wait_idle()
    assert [one for one in published if one[0] != "quiet.md"] == [("a.md", 1), ("c.md", 0)]


async def test_a_note_opened_outside_the_served_vaults_gets_its_diagnostics(open_editor, published, tmp_path):
    editor = await open_editor(TWO_NOTES, "neovim")
    for folder, marker in (("marked", ".wikilsp.toml"), ("plain", "other.md")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / marker).touch()
        (tmp_path / folder / "d.md").touch()
        published.clear()
        editor.open(str(tmp_path / folder / "d.md"))
        await editor.wait_for(lambda: ("d.md", 0) in published)


async def test_keystrokes_are_debounced(open_editor, published):
    editor = await open_editor(TWO_NOTES, "emacs")
    await editor.expect_diagnostics({"a.md": [("missing-note", "x")]})
    editor.open("b.md")
    for number in range(20):
        editor.change("b.md", f"[[z{number}]]\n")
    await editor.expect_diagnostics({"a.md": [("missing-note", "x")], "b.md": [("missing-note", "z19")]})
    assert published == [("a.md", 1), ("b.md", 1)]


async def test_the_diagnostics_of_a_deleted_note_are_cleared(open_editor):
    editor = await open_editor(TWO_NOTES, "emacs")
    await editor.expect_diagnostics({"a.md": [("missing-note", "x")]})
    (editor.folder / "a.md").unlink()
    editor.notify_watched(deleted=["a.md"])
    await editor.expect_diagnostics({"b.md": [("missing-note", "a")]})


async def test_nothing_is_published_to_a_client_that_pulls(open_editor, published):
    editor = await open_editor(TWO_NOTES)
    editor.open("a.md")
    await editor.expect_diagnostics({"a.md": [("missing-note", "x")]})
    editor.change("a.md", "😀 漢字 [[y]]\n")
    await editor.expect_diagnostics({"a.md": [("missing-note", "y")]})
    assert published == []


# Pulled


async def test_a_result_id_identifies_the_diagnostics(open_editor):
    editor = await open_editor(TWO_NOTES)
    await editor.wait_loaded()
    editor.open("a.md")
    first = await pull(editor, "a.md")
    assert first.kind == "full"
    editor.change("a.md", "😀 漢字 [[x]] is missing still.\n")
    again = await pull(editor, "a.md", first.result_id)
    assert (again.kind, again.result_id) == ("unchanged", first.result_id)
    editor.change("a.md", "漢字 [[x]] is missing.\n")
    shifted = await pull(editor, "a.md", first.result_id)
    assert (shifted.kind, editor.slice("a.md", shifted.items[0].range)) == ("full", "x")


async def test_nothing_is_diagnosed_before_the_vault_is_loaded(open_editor, held_loading):
    editor = await open_editor("//- .wikilsp.toml\n//- a.md\n> 😀 漢字 [[b#H]] [[alias]]\n//- b.md\n> # H")
    editor.open("a.md")
    pulled = asyncio.create_task(pull(editor, "a.md"))
    pulled_all = asyncio.create_task(pull_all(editor))
    assert await editor.follow("a.md", "[[$0b#H]]") == ["b.md"]
    assert (pulled.done(), pulled_all.done()) == (False, False)
    held_loading.set()
    assert [one.code for one in (await pulled).items] == ["missing-note"]
    assert [one.code for one in (await pulled_all)["a.md"].items] == ["missing-note"]


async def test_workspace_diagnostics_cover_notes_with_findings_now_or_before(open_editor):
    editor = await open_editor(TWO_NOTES)
    await editor.wait_loaded()
    first = await pull_all(editor)
    assert {path: one.kind for path, one in first.items()} == {"a.md": "full"}
    known = {path: one.result_id for path, one in first.items()}
    assert {path: one.kind for path, one in (await pull_all(editor, known)).items()} == {"a.md": "unchanged"}
    editor.open("x.md", "")
    again = await pull_all(editor, known)
    assert {path: (one.kind, one.items) for path, one in again.items()} == {"a.md": ("full", ())}


async def test_workspace_diagnostics_clear_a_deleted_note(open_editor):
    editor = await open_editor(TWO_NOTES)
    await editor.wait_loaded()
    known = {path: one.result_id for path, one in (await pull_all(editor)).items()}
    (editor.folder / "a.md").unlink()
    editor.notify_watched(deleted=["a.md"])
    await editor.expect_diagnostics({"b.md": [("missing-note", "a")]})
    assert (await pull_all(editor, known))["a.md"].items == ()


async def test_a_change_requests_a_refresh(open_editor):
    editor = await open_editor(TWO_NOTES)
    await editor.wait_loaded()
    await editor.wait_for(lambda: editor.client.diagnostic_refresh_count)
    await pull_all(editor)
    before = editor.client.diagnostic_refresh_count
    editor.open("x.md", "")
    await editor.wait_for(lambda: editor.client.diagnostic_refresh_count > before)


async def test_a_refresh_is_requested_for_an_open_note_after_a_workspace_pull(open_editor):
    editor = await open_editor(TWO_NOTES)
    await editor.wait_loaded()
    editor.open("a.md")
    await editor.wait_for(lambda: editor.client.diagnostic_refresh_count)
    assert [one.code for one in (await pull(editor, "a.md")).items] == ["missing-note"]
    before = editor.client.diagnostic_refresh_count
    editor.open("x.md", "")
    assert "a.md" not in await pull_all(editor)
    await editor.wait_for(lambda: editor.client.diagnostic_refresh_count > before)


async def test_requests_are_answered_during_a_workspace_pull(open_editor, monkeypatch):
    # Every note takes longer than this slice, however fast the machine is.
    monkeypatch.setattr("wikilsp.server.cooperative._SLICE", 0)
    many = "".join(f"//- {number}.md\n> [[x]]\n" for number in range(100))
    editor = await open_editor(f"//- .wikilsp.toml\n{many}")
    await editor.wait_loaded()
    every = asyncio.create_task(pull_all(editor))
    params = lsp.DocumentLinkParams(editor.document("1.md"))
    assert len(await editor.client.text_document_document_link_async(params)) == 1
    assert not every.done()
    assert len(await every) == 100


async def test_a_pull_reports_other_open_notes_with_changed_findings(open_editor):
    editor = await open_editor(TWO_NOTES)
    await editor.wait_loaded()
    editor.open("a.md")
    editor.open("b.md")
    await pull(editor, "a.md")
    await pull(editor, "b.md")
    editor.open("x.md", "")
    report = await pull(editor, "x.md")
    assert {editor.path(uri): one.items for uri, one in report.related_documents.items()} == {"a.md": ()}


async def test_an_unknown_note_has_no_diagnostics(open_editor):
    editor = await open_editor(TWO_NOTES)
    assert (await pull(editor, "never/seen.md")).items == ()


@pytest.mark.parametrize("profile", PUSHED)
async def test_open_notes_are_diagnosed_before_the_others(open_editor, held_loading, monkeypatch, profile):
    published = []
    monkeypatch.setattr(
        WikiServer, "text_document_publish_diagnostics", lambda _, params: published.append(params.uri), raising=False
    )
    editor = await open_editor("//- .wikilsp.toml\n//- a.md\n> [[x]]\n//- m.md\n> [[x]]\n//- z.md\n> [[x]]", profile)
    editor.open("m.md")
    editor.open("z.md")
    assert await editor.client.workspace_symbol_async(lsp.WorkspaceSymbolParams(""))
    assert published == []
    held_loading.set()
    await editor.wait_for(lambda: len(published) > 2)
    assert [editor.path(uri) for uri in published] == ["m.md", "z.md", "a.md"]
