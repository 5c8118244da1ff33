"""Neovim 0.11, set up as the guide says."""

import pytest
from driving import HERE, drive, program, snippet
from told import Reading, Writing


@pytest.fixture(scope="module")
def seen(vault, environment, tmp_path_factory):
    nvim = program("nvim", "--headless", "-u", "NONE", "-c", "if !has('nvim-0.11') | cquit | endif", "-c", "quit")
    folder = tmp_path_factory.mktemp("nvim")
    (folder / "init.lua").write_text(snippet("lua"), encoding="utf-8")
    command = [nvim, "--headless", "-n", "-i", "NONE", "-u", folder / "init.lua", vault / "index.md"]
    return drive([*command, "-c", f"luafile {HERE / 'neovim.lua'}"], environment, folder / "seen.json")


class TestNeovim(Reading, Writing):
    def test_columns_are_counted_in_bytes(self, seen):
        assert seen["encoding"] == "utf-8"

    def test_a_lens_shows_the_places_that_it_counts(self, seen):
        assert seen["lens"] == ["1 backlink", [["Two Sides.md", 9]]]
