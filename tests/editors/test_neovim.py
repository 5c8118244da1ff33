"""Neovim 0.11, configured with the snippet of the guide."""

import pytest
from drivers import HERE, drive, program, snippet
from expectations import (
    DRAFT,
    CompletionTests,
    ReadingTests,
    TwoNotesTests,
    WritingTests,
    read_vault,
    write_vault,
)
from terminal import Terminal


def drive_neovim(driver, vault, environment, folder):
    nvim = program("nvim", "--headless", "-u", "NONE", "-c", "if !has('nvim-0.11') | cquit | endif", "-c", "quit")
    (folder / "init.lua").write_text(snippet("lua"), encoding="utf-8")
    command = [nvim, "--headless", "-n", "-i", "NONE", "-u", folder / "init.lua", vault / "index.md"]
    return drive([*command, "-c", f"luafile {HERE / driver}"], environment, folder / "seen.json")


@pytest.fixture(scope="module")
def seen(vault, environment, tmp_path_factory):
    return drive_neovim("neovim.lua", vault, environment, tmp_path_factory.mktemp("nvim"))


class TestNeovim(ReadingTests, CompletionTests, TwoNotesTests):
    def test_columns_are_counted_in_bytes(self, seen):
        assert seen["encoding"] == "utf-8"

    def test_a_lens_lists_the_links_it_counts(self, seen):
        assert seen["lens"] == ["1 backlink", [["Two Sides.md", 9]]]

    def test_a_link_without_a_target_has_a_modifier(self, seen):
        assert seen["modifiers"] == ["unresolved"]


def test_a_note_in_no_vault_is_reported_without_a_wait_for_enter(environment, tmp_path):
    home = write_vault(tmp_path / "home", {"index.md": "# Index\n\n[[Nowhere]]\n"})
    (tmp_path / "init.lua").write_text(snippet("lua"), encoding="utf-8")
    program("tmux", "-V")
    command = [program("nvim", "--version"), "-n", "-i", "NONE", "-u", tmp_path / "init.lua", home / "index.md"]
    terminal = Terminal(tmp_path, command, environment | {"HOME": str(home), "XDG_STATE_HOME": str(tmp_path / "state")})
    try:
        # The message comes before the diagnostic, for which Neovim has no place while it waits.
        terminal.wait_for("W [[Nowhere]]")
        assert "Press ENTER" not in terminal.screen()
        [log] = (tmp_path / "state").rglob("lsp.log")
        assert "“index.md” is in no vault: create an empty .wikilsp.toml file beside it" in log.read_text("utf-8")
    finally:
        terminal.close()


@pytest.fixture(scope="module")
def seen_writing(environment, tmp_path_factory):
    folder = tmp_path_factory.mktemp("nvim")
    vault = write_vault(folder / "vault", DRAFT)
    seen = drive_neovim("neovim_writing.lua", vault, environment, folder)
    return seen | {"written": read_vault(vault)}


class TestWriting(WritingTests):
    @pytest.fixture
    def seen(self, seen_writing):
        return seen_writing

    def test_the_rename_prompt_starts_with_the_name_of_the_note(self, seen):
        assert seen["placeholder"] == "Two Sides"
