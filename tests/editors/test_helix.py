"""Helix in a terminal, configured with the snippet of the guide and otherwise with its defaults."""

import shutil
from contextlib import contextmanager

import pytest
from drivers import program, snippet
from expectations import DRAFT, WritingTests, read_vault, write_vault
from terminal import Terminal


@contextmanager
def helix_with(vault, environment, folder):
    """Open `index.md` in Helix, started in another folder: the server has to find the vault."""
    hx = program("hx", "--version")
    program("tmux", "-V")
    config = folder / "config" / "helix"
    config.mkdir(parents=True)
    (config / "languages.toml").write_text(snippet("toml"), encoding="utf-8")
    terminal = Terminal(folder, [hx, vault / "index.md"], environment | {"XDG_CONFIG_HOME": str(folder / "config")})
    try:
        terminal.wait_for("# Index")
        yield terminal
    finally:
        terminal.close()


@pytest.fixture
def helix(vault, environment, tmp_path):
    with helix_with(vault, environment, tmp_path) as terminal:
        yield terminal


@pytest.fixture
def on_the_link(helix):
    """Helix with the cursor on the link after the emoji, and the server ready."""
    helix.wait_for("●")
    helix.type("/#Facts")
    helix.press("Enter")
    return helix


def test_a_broken_link_is_marked_in_place(helix):
    helix.wait_for("●")
    helix.type("]d")
    helix.wait_for("note “Nowhere” not found")
    helix.type("rx")
    helix.wait_for("😀 漢字 [[xxxxxxx]] and")


def test_hover_over_a_link_shows_its_target_section(on_the_link):
    on_the_link.type(" k")
    on_the_link.wait_for("A page has two sides.")


def test_the_definition_of_a_link_is_its_target_heading(on_the_link):
    on_the_link.type("gd")
    on_the_link.wait_for("Two Sides.md", " 5:")


def test_references_to_a_note_include_links_to_its_headings(helix):
    helix.wait_for("●")
    helix.type("/Two Sides]")
    helix.press("Enter")
    helix.type("gr")
    helix.wait_for("index.md:3", "index.md:5")


def test_a_completed_link_is_closed(helix):
    helix.wait_for("●")
    helix.type("geo")
    helix.type("😀 漢字 [[")
    helix.wait_for("Two Sides file")
    helix.type("Tw")
    helix.press("C-n")
    helix.press("Enter")
    helix.press("Escape")
    helix.wait_for("😀 漢字 [[Two Sides]]\n")


def test_a_code_action_adds_the_block_id_of_a_completed_link(helix):
    helix.wait_for("●")
    helix.type("geo")
    complete(helix, "[[Two Sides#^About", "About pages.", "[[Two Sides#^8ddf2f]]")
    to_normal_mode(helix)
    helix.type("hhh")
    helix.wait_for("block “^8ddf2f” not found")
    helix.type(" a")
    helix.wait_for("to “About pages.” in “Two Sides”")
    helix.press("Enter")
    helix.type("gd")
    helix.wait_for("About pages. ^")


def test_the_outline_leads_to_a_heading(on_the_link):
    on_the_link.type("gd")
    on_the_link.wait_for("Two Sides.md")
    on_the_link.type("gg s")
    on_the_link.wait_for("kind", "name", "2/2")
    on_the_link.type("Facts")
    on_the_link.wait_for("1/2")
    on_the_link.press("Enter")
    on_the_link.wait_for(" 5:")


def test_findings_follow_notes_that_are_reopened_and_changes_by_other_programs(helix, vault):
    helix.wait_for("●")
    found = ("[[Later]]", "● 1")
    for commands in ([f"o {vault / 'third.md'}"], ["reload"], ["bc", f"o {vault / 'third.md'}"]):
        for command in commands:
            helix.type(f":{command}")
            helix.press("Enter")
        helix.wait_for(*found)
    helix.type("]d")
    helix.wait_for("note “Later” not found")
    (vault / "new").mkdir()
    (vault / "new/Later.md").touch()
    helix.wait_gone("● 1")
    shutil.rmtree(vault / "new")
    helix.wait_for(*found)


def test_a_note_in_no_vault_is_reported_on_one_line(environment, tmp_path):
    home = write_vault(tmp_path / "home", {"index.md": "# Index\n"})
    with helix_with(home, environment | {"HOME": str(home)}, tmp_path) as helix:
        helix.wait_for("“index.md” is in no vault: create an empty .wikilsp.toml file beside it to follow links.")


@pytest.fixture(scope="module")
def seen(environment, tmp_path_factory):
    folder = tmp_path_factory.mktemp("helix")
    vault = write_vault(folder / "vault", DRAFT)
    with helix_with(vault, environment, folder) as helix:
        helix.wait_for("●")
        apply_fix(helix, "Sidez", "Link to “Two Sides”", "[[Two Sides]] is misspelt")
        helix.type("geo")
        complete(helix, "sta", "status property", "status::")
        helix.type("open")
        helix.press("Enter")
        complete(helix, "😀 漢字 #pl", "#plant/tree keyword", "😀 漢字 #plant/tree")
        helix.press("Enter")
        complete(helix, "😀 漢字 [[Tw", "Two Sides file", "😀 漢字 [[Two Sides]]\n")
        to_normal_mode(helix)
        rename(helix, "#Facts", "Facts", "事実", "[[Two Sides#事実]]")
        rename(helix, r"\[\[Two", "Two Sides", "両 sides", "[[両 sides#事実]]")
        helix.type(":wqa")
        helix.press("Enter")
        helix.wait_ended()
    return {"written": read_vault(vault)}


def apply_fix(helix, place, title, result):
    """Apply the first code action at a text, whose title must be `title`."""
    find(helix, place)
    helix.type(" a")
    helix.wait_for(title)
    helix.press("Enter")
    helix.wait_for(result)


def complete(helix, text, offered, result):
    """Type a text and accept the first completion."""
    helix.type(text)
    helix.wait_for(offered)
    helix.press("C-n")
    helix.press("Enter")
    helix.wait_for(result)


def to_normal_mode(helix):
    """Leave insert mode; the first Escape may only close a list of completions that has opened again."""
    helix.press_until("Escape", " NOR ")


def rename(helix, place, old, new, result):
    find(helix, place)
    helix.type(" r")
    helix.wait_for(f"rename-to:{old}")
    helix.press("C-u")
    helix.type(new)
    helix.press("Enter")
    helix.wait_for(result)


def find(helix, text):
    """Search for a text from the start of the note."""
    helix.type(f"gg/{text}")
    helix.press("Enter")


class TestWriting(WritingTests):
    pass
