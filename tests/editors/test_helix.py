"""Helix in a terminal, set up as the guide says, with its own defaults in everything else."""

import pytest
from driving import program, snippet
from terminal import Terminal


@pytest.fixture
def helix(vault, environment, tmp_path):
    """Helix with `index.md` open, started elsewhere: the server has to find the vault by itself."""
    hx = program("hx", "--version")
    program("tmux", "-V")
    config = tmp_path / "config" / "helix"
    config.mkdir(parents=True)
    (config / "languages.toml").write_text(snippet("toml"), encoding="utf-8")
    terminal = Terminal(tmp_path, [hx, vault / "index.md"], environment | {"XDG_CONFIG_HOME": str(tmp_path / "config")})
    terminal.shows("# Index")
    yield terminal
    terminal.close()


@pytest.fixture
def on_the_link(helix):
    """Helix with the cursor on the link behind the emoji, and the server ready."""
    helix.shows("●")
    helix.type("/#Facts")
    helix.press("Enter")
    return helix


def test_a_broken_link_is_marked_where_it_stands(helix):
    helix.shows("●")
    helix.type("]d")
    helix.shows("no note is named “Nowhere”")
    helix.type("rx")
    helix.shows("😀 漢字 [[xxxxxxx]] and")


def test_hovering_over_a_link_shows_the_section_that_it_leads_to(on_the_link):
    on_the_link.type(" k")
    on_the_link.shows("A page has two sides.")


def test_the_definition_of_a_link_is_the_heading_that_it_names(on_the_link):
    on_the_link.type("gd")
    on_the_link.shows("Two Sides.md", " 5:")


def test_the_references_of_a_note_are_the_links_to_it_and_to_its_headings(helix):
    helix.shows("●")
    helix.type("/Two Sides]")
    helix.press("Enter")
    helix.type("gr")
    helix.shows("index.md:3", "index.md:5")


def test_a_completed_link_is_closed(helix):
    helix.shows("●")
    helix.type("geo")
    helix.type("😀 漢字 [[")
    helix.shows("Two Sides file")
    helix.type("Tw")
    helix.press("C-n")
    helix.press("Enter")
    helix.press("Escape")
    helix.shows("😀 漢字 [[Two Sides]]\n")


def test_the_outline_leads_to_a_heading(on_the_link):
    on_the_link.type("gd")
    on_the_link.shows("Two Sides.md")
    on_the_link.type("gg s")
    on_the_link.shows("kind", "name", "2/2")
    on_the_link.type("Facts")
    on_the_link.shows("1/2")
    on_the_link.press("Enter")
    on_the_link.shows(" 5:")
