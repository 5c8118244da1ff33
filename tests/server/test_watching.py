"""A server that watches files itself notices changes even if the folder of the vault is deleted, moved or replaced."""

import asyncio
import logging
import shutil

import pytest
import watchfiles
from lsprotocol import types as lsp

from wikilsp.server import watch
from wikilsp.server.open_vault import OpenVault
from wikilsp.server.publisher import DiagnosticsPublisher

VAULT = "//- .wikilsp.toml\n//- a.md\n> [[b]] [[c]]\n//- b.md"


@pytest.fixture(autouse=True)
def short_intervals(monkeypatch):
    """Make the server look at the root and poll files often."""
    monkeypatch.setattr(watch, "_LOOK", 0.05)
    monkeypatch.setattr(watch, "_POLL", 0.05)


@pytest.fixture
async def editor(open_editor):
    editor = await open_editor(VAULT, "neovim")
    await editor.expect_diagnostics({"a.md": [("missing-note", "c")]})
    return editor


async def test_a_vault_may_be_deleted_and_created_again(editor):
    shutil.rmtree(editor.folder)
    await editor.wait_for(lambda: not vault_of(editor).vault.notes)
    editor.write(".wikilsp.toml", "")
    editor.write("a.md", "[[b]] [[d]]")
    editor.write("c.md", "")
    await editor.expect_diagnostics({"a.md": [("missing-note", "b"), ("missing-note", "d")]})
    editor.write("d.md", "[[e]]")
    await editor.expect_diagnostics({"a.md": [("missing-note", "b")], "d.md": [("missing-note", "e")]})


async def test_a_vault_may_be_deleted_and_created_again_at_once(editor):
    shutil.rmtree(editor.folder)
    editor.write("a.md", "[[b]] [[d]]")
    await editor.expect_diagnostics({"a.md": [("missing-note", "b"), ("missing-note", "d")]})
    editor.write("d.md", "")
    await editor.expect_diagnostics({"a.md": [("missing-note", "b")]})


async def test_a_vault_may_be_moved_away_and_back(editor):
    away = editor.folder.with_name("away")
    editor.folder.rename(away)
    await editor.wait_for(lambda: not vault_of(editor).vault.notes)
    (away / "c.md").touch()
    away.rename(editor.folder)
    await editor.expect_diagnostics({})
    editor.write("a.md", "[[d]]")
    await editor.expect_diagnostics({"a.md": [("missing-note", "d")]})


async def test_a_vault_may_be_replaced_by_another(editor):
    other, old = editor.folder.with_name("other"), editor.folder.with_name("old")
    other.mkdir()
    (other / ".wikilsp.toml").write_text('[rules]\nmissing-note = "off"')
    (other / "a.md").write_text("[[b]] [[b#x]]")
    (other / "b.md").write_text("")
    editor.folder.rename(old)
    other.rename(editor.folder)
    await editor.expect_diagnostics({"a.md": [("missing-heading", "x")]})
    editor.write("b.md", "# x")
    await editor.expect_diagnostics({})


async def test_a_vault_may_be_a_file_for_a_while(editor):
    away = editor.folder.with_name("away")
    editor.folder.rename(away)
    editor.folder.touch()
    await editor.wait_for(lambda: not vault_of(editor).vault.notes)
    editor.folder.unlink()
    away.rename(editor.folder)
    await editor.expect_diagnostics({"a.md": [("missing-note", "c")]})


async def test_a_buffer_outlives_its_folder(editor):
    editor.open("a.md", "[[b]] [[d]]")
    shutil.rmtree(editor.folder)
    await editor.wait_for(lambda: set(vault_of(editor).vault.notes) == {"a.md"})
    editor.write("b.md", "")
    await editor.expect_diagnostics({"a.md": [("missing-note", "d")]})


async def test_files_are_polled_when_the_system_watches_no_more(open_editor, monkeypatch, caplog):
    real = watchfiles.watch

    def limited(*paths, force_polling=None, **options):
        if not force_polling:
            raise OSError("OS file watch limit reached.")
        return real(*paths, force_polling=True, **options)

    monkeypatch.setattr(watchfiles, "watch", limited)
    editor = await open_editor(VAULT, "neovim")
    await editor.expect_diagnostics({"a.md": [("missing-note", "c")]})
    editor.write("c.md", "")
    await editor.expect_diagnostics({})
    [message] = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert message == f"{editor.folder}: scanning for changes every 0 seconds: OS file watch limit reached."


async def test_very_many_changes_cause_a_rescan(open_editor, monkeypatch):
    monkeypatch.setattr(watch, "_MAX_RELIABLE_BATCH", 3)
    editor = await open_editor(VAULT, "neovim")
    await editor.expect_diagnostics({"a.md": [("missing-note", "c")]})
    before = vault_of(editor).vault
    for name in "cdefgh":
        editor.write(f"{name}.md", "")
    await editor.expect_diagnostics({})
    await editor.wait_for(lambda: vault_of(editor).vault is not before)


def vault_of(editor):
    (vault,) = editor.server.session.vaults.values()
    return vault


# Changes that the editor reports as well


@pytest.fixture
async def twice(open_editor):
    """An editor that watches files, with a server that watches them, too."""
    editor = await open_editor(VAULT, "emacs", name="helix")
    await editor.expect_diagnostics({"a.md": [("missing-note", "c")]})
    await editor.wait_for(lambda: editor.registrations)
    return editor


async def report_again(editor, **paths):
    """Report changes as the editor, and wait until the server has handled them and its own reports."""
    editor.notify_watched(**paths)
    await asyncio.sleep(5 * watch._SETTLING_TIME / 1000)  # noqa: SLF001 - no event ends the wait for nothing
    await editor.client.workspace_symbol_async(lsp.WorkspaceSymbolParams(""))
    await editor.wait_for(lambda: not vault_of(editor).is_outdated)


@pytest.fixture
def work(monkeypatch):
    """Record the walks of vaults, and the requests to the editor to show something again."""
    done = []
    load, refresh = OpenVault.load, DiagnosticsPublisher.refresh_views

    async def remember_load(vault, report):
        done.append("load")
        await load(vault, report)

    def remember_refresh(publisher):
        done.append("refresh")
        refresh(publisher)

    monkeypatch.setattr(OpenVault, "load", remember_load)
    monkeypatch.setattr(DiagnosticsPublisher, "refresh_views", remember_refresh)
    return done


async def test_a_change_that_the_editor_reports_as_well_is_handled_once(twice, work):
    work.clear()
    vault, before = vault_of(twice), vault_of(twice).parsed
    twice.write("a.md", "[[b]] [[d]]")
    twice.notify_watched(changed=["a.md"])
    await twice.expect_diagnostics({"a.md": [("missing-note", "d")]})
    await report_again(twice, changed=["a.md"])
    assert vault.parsed == before + 1
    twice.write("d.md", "")
    await twice.expect_diagnostics({})
    await report_again(twice, created=["d.md"])
    assert vault.parsed == before + 2
    (twice.folder / "d.md").unlink()
    await twice.expect_diagnostics({"a.md": [("missing-note", "d")]})
    await report_again(twice, deleted=["d.md"])
    assert vault.parsed == before + 2
    assert work == ["refresh"] * 3


async def test_a_change_without_other_contents_is_no_change(twice, work):
    work.clear()
    before = vault_of(twice).parsed
    (twice.folder / "a.md").touch()
    twice.write("b.md", "")
    await report_again(twice, changed=["a.md", "b.md"])
    assert (vault_of(twice).parsed, work) == (before, [])


@pytest.mark.parametrize(("path", "text"), [(".wikilsp.toml", 'exclude = ["a.md"]'), (".gitignore", "a.md")])
async def test_settings_that_the_editor_reports_as_well_are_read_once(twice, work, path, text):
    work.clear()
    twice.write(path, text)
    twice.notify_watched(changed=[path])
    await twice.expect_diagnostics({})
    await report_again(twice, changed=[path])
    assert work.count("load") == 1
    twice.write(path, "")
    await twice.expect_diagnostics({"a.md": [("missing-note", "c")]})
    await report_again(twice, changed=[path])
    assert work.count("load") == 2


async def test_a_file_changed_back_is_a_change(twice):
    for text, missing in (("[[d]]", "d"), ("[[b]] [[c]]", "c"), ("[[d]]", "d")):
        twice.write("a.md", text)
        await twice.expect_diagnostics({"a.md": [("missing-note", missing)]})
