"""A server that watches by itself hears of everything, whatever becomes of the folder of a vault meanwhile."""

import logging
import shutil

import pytest
import watchfiles

from wikilsp.server import watch

VAULT = "//- .wikilsp.toml\n//- a.md\n> [[b]] [[c]]\n//- b.md"


@pytest.fixture(autouse=True)
def soon(monkeypatch):
    """Let the server look often."""
    monkeypatch.setattr(watch, "_LOOK", 0.05)
    monkeypatch.setattr(watch, "_POLL", 0.05)


@pytest.fixture
async def editor(open_editor):
    editor = await open_editor(VAULT, "neovim")
    await editor.shows({"a.md": [("missing-note", "c")]})
    return editor


async def test_a_vault_that_is_deleted_and_made_anew(editor):
    shutil.rmtree(editor.folder)
    await editor.until(lambda: not vault_of(editor).vault.notes)
    editor.write(".wikilsp.toml", "")
    editor.write("a.md", "[[b]] [[d]]")
    editor.write("c.md", "")
    await editor.shows({"a.md": [("missing-note", "b"), ("missing-note", "d")]})
    editor.write("d.md", "[[e]]")
    await editor.shows({"a.md": [("missing-note", "b")], "d.md": [("missing-note", "e")]})


async def test_a_vault_that_is_deleted_and_made_anew_at_once(editor):
    shutil.rmtree(editor.folder)
    editor.write("a.md", "[[b]] [[d]]")
    await editor.shows({"a.md": [("missing-note", "b"), ("missing-note", "d")]})
    editor.write("d.md", "")
    await editor.shows({"a.md": [("missing-note", "b")]})


async def test_a_vault_that_is_moved_away_and_back(editor):
    away = editor.folder.with_name("away")
    editor.folder.rename(away)
    await editor.until(lambda: not vault_of(editor).vault.notes)
    (away / "c.md").touch()
    away.rename(editor.folder)
    await editor.shows({})
    editor.write("a.md", "[[d]]")
    await editor.shows({"a.md": [("missing-note", "d")]})


async def test_a_vault_in_whose_place_another_one_is_put(editor):
    other, old = editor.folder.with_name("other"), editor.folder.with_name("old")
    other.mkdir()
    (other / ".wikilsp.toml").write_text('[rules]\nmissing-note = "off"')
    (other / "a.md").write_text("[[b]] [[b#x]]")
    (other / "b.md").write_text("")
    editor.folder.rename(old)
    other.rename(editor.folder)
    await editor.shows({"a.md": [("missing-heading", "x")]})
    editor.write("b.md", "# x")
    await editor.shows({})


async def test_a_vault_that_is_no_folder_for_a_while(editor):
    away = editor.folder.with_name("away")
    editor.folder.rename(away)
    editor.folder.touch()
    await editor.until(lambda: not vault_of(editor).vault.notes)
    editor.folder.unlink()
    away.rename(editor.folder)
    await editor.shows({"a.md": [("missing-note", "c")]})


async def test_a_buffer_outlives_the_folder_that_it_lies_in(editor):
    editor.open("a.md", "[[b]] [[d]]")
    shutil.rmtree(editor.folder)
    await editor.until(lambda: set(vault_of(editor).vault.notes) == {"a.md"})
    editor.write("b.md", "")
    await editor.shows({"a.md": [("missing-note", "d")]})


async def test_where_the_system_watches_no_more_files_these_are_looked_at(open_editor, monkeypatch, caplog):
    real = watchfiles.awatch

    def limited(*paths, force_polling=None, **how):
        if not force_polling:
            raise OSError("OS file watch limit reached.")
        return real(*paths, force_polling=True, **how)

    monkeypatch.setattr(watchfiles, "awatch", limited)
    editor = await open_editor(VAULT, "neovim")
    await editor.shows({"a.md": [("missing-note", "c")]})
    editor.write("c.md", "")
    await editor.shows({})
    [said] = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert said == f"{editor.folder}: scanning for changes every 0 seconds: OS file watch limit reached."


async def test_very_many_changes_at_a_time_are_a_reason_to_read_all(open_editor, monkeypatch):
    monkeypatch.setattr(watch, "_MANY", 3)
    editor = await open_editor(VAULT, "neovim")
    await editor.shows({"a.md": [("missing-note", "c")]})
    before = vault_of(editor).vault
    for name in "cdefgh":
        editor.write(f"{name}.md", "")
    await editor.shows({})
    await editor.until(lambda: vault_of(editor).vault is not before)


def vault_of(editor):
    (vault,) = editor.server.session.vaults.values()
    return vault
