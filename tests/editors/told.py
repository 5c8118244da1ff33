"""The vault that each editor opens, and what a person sees there, whatever the editor."""

VAULT = {
    ".wikilsp.toml": "",
    "index.md": "# Index\n\nSee [[Two Sides]].\n\n😀 漢字 [[Nowhere]] and [[Two Sides#Facts|事実]] here.\n",
    "Two Sides.md": "# Two Sides\n\nAbout pages.\n\n## Facts\n\nA page has two sides.\n\n😀 漢字 [[index]]\n",
}


def write_vault(folder):
    """Write the notes into a new folder, and give that."""
    folder.mkdir()
    for name, text in VAULT.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


class Driven:
    """What each driver passes. What it has `seen` is told in terms of text, not of columns."""

    def test_the_driver_came_to_its_end(self, seen):
        assert seen.get("problem") is None


class Reading(Driven):
    """The tests of each editor whose driver reads."""

    def test_a_broken_link_is_marked_where_it_stands(self, seen):
        [[marked, message]] = seen["diagnostics"]
        assert marked == "Nowhere"
        assert "no note is named “Nowhere”" in message

    def test_hovering_over_a_link_shows_the_section_that_it_leads_to(self, seen):
        assert "A page has two sides." in seen["hover"]
        assert "About pages." not in seen["hover"]

    def test_the_definition_of_a_link_is_the_heading_that_it_names(self, seen):
        assert seen["definition"] == ["Two Sides.md", "## Facts"]

    def test_the_references_of_a_note_are_the_links_to_it_and_to_its_headings(self, seen):
        assert {line for file, line in seen["references"] if file == "index.md"} == {3, 5}

    def test_the_outline_holds_the_headings(self, seen):
        assert {"Two Sides", "Facts"} <= set(seen["symbols"])


class Writing(Driven):
    """The tests of each editor whose driver types a link at the end of `index.md`."""

    def test_two_brackets_complete_to_the_names_of_notes(self, seen):
        assert {"index", "Two Sides"} <= set(seen["completion"])

    def test_a_completed_link_is_closed(self, seen):
        assert seen["completed"] == "😀 漢字 [[Two Sides]]"
