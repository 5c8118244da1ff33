"""The vaults that each editor opens, and the tests that all editors share."""

import pytest

VAULT = {
    ".wikilsp.toml": "",
    "index.md": "# Index\n\nSee [[Two Sides]].\n\n😀 漢字 [[Nowhere]] and [[Two Sides#Facts|事実]] here.\n",
    "Two Sides.md": "# Two Sides\n\nAbout pages.\n\n## Facts\n\nA page has two sides.\n\n😀 漢字 [[index]]\n",
    "third.md": "😀 漢字 [[Later]]\n",
}

DRAFT = {
    ".wikilsp.toml": "",
    "index.md": (
        "# Index\n\n😀 漢字 [[Two Sides|この本]] and [[Two Sides#Facts]].\n\n😀 漢字 [[Two Sidez]] is misspelt.\n"
    ),
    "Two Sides.md": ("# Two Sides\n\nstatus:: done\n\n## Facts\n\n😀 漢字 [[index]] and [[#Facts]] and #plant/tree\n"),
    "sub/third.md": "😀 漢字 ![[Two Sides#Facts|x]] and [it](../Two%20Sides.md#facts).\n",
}


def write_vault(folder, notes=VAULT):
    """Write notes into a folder and return the folder."""
    for path, text in notes.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def read_vault(folder):
    """Return the text of each note in a folder, by path."""
    return {str(file.relative_to(folder)): file.read_text("utf-8") for file in sorted(folder.rglob("*.md"))}


class DriverTests:
    """Tests of each driver. It reports what it has `seen` as text, not as columns."""

    def test_the_driver_finished(self, seen):
        assert seen.get("problem") is None


class ReadingTests(DriverTests):
    """Tests of each editor whose driver reads."""

    def test_a_broken_link_is_marked_in_place(self, seen):
        [[marked, message]] = seen["diagnostics"]
        assert marked == "Nowhere"
        assert "note “Nowhere” not found" in message

    def test_hover_over_a_link_shows_its_target_section(self, seen):
        assert "A page has two sides." in seen["hover"]
        assert "About pages." not in seen["hover"]

    def test_the_definition_of_a_link_is_its_target_heading(self, seen):
        assert seen["definition"] == ["Two Sides.md", "## Facts"]

    def test_references_to_a_note_include_links_to_its_headings(self, seen):
        assert {line for file, line in seen["references"] if file == "index.md"} == {3, 5}

    def test_the_outline_contains_the_headings(self, seen):
        assert {"Two Sides", "Facts"} <= set(seen["symbols"])


class TwoNotesTests(DriverTests):
    """Tests of each editor whose driver opens `third.md` second, and lists the texts that its findings mark.

    It counts the findings after another program has created the note that `third.md` links to, in a new folder, and
    after that has deleted it.
    """

    def test_the_findings_of_a_note_opened_second_are_shown(self, seen):
        assert seen["second"] == ["Later"]

    def test_the_findings_are_shown_again_after_changes_are_discarded(self, seen):
        assert seen["reverted"] == ["Later"]

    def test_the_findings_are_shown_again_after_the_note_is_closed_and_opened(self, seen):
        assert seen["reopened"] == ["Later"]

    def test_changes_by_other_programs_are_noticed(self, seen):
        assert (seen["created"], seen["deleted"]) == (0, 1)


class CompletionTests(DriverTests):
    """Tests of each editor whose driver types a link at the end of `index.md`."""

    def test_two_brackets_offer_the_names_of_notes(self, seen):
        assert {"index", "Two Sides"} <= set(seen["completion"])

    def test_a_completed_link_is_closed(self, seen):
        assert seen["completed"] == "😀 漢字 [[Two Sides]]"


class WritingTests(DriverTests):
    """Tests of each editor whose driver fixes a link of `DRAFT`, completes at the end of `index.md`, renames and saves.

    It reports the texts of all files afterwards as `written`, by path.
    """

    name = "両 sides"
    """The new name of “Two Sides”, or the old one if the editor cannot rename files."""

    @pytest.fixture
    def written(self, seen):
        return seen["written"]

    def test_a_quick_fix_corrects_a_misspelt_link(self, written):
        assert lines(written)[4] == f"😀 漢字 [[{self.name}]] is misspelt."

    def test_a_key_a_tag_and_a_link_are_completed(self, written):
        assert lines(written)[5:] == ["status:: open", "😀 漢字 #plant/tree", f"😀 漢字 [[{self.name}]]"]

    def test_renaming_a_heading_updates_all_links_to_it(self, written):
        assert written[f"{self.name}.md"] == (
            f"# {self.name}\n\nstatus:: done\n\n## 事実\n\n😀 漢字 [[index]] and [[#事実]] and #plant/tree\n"
        )

    def test_renaming_a_note_changes_only_its_name_in_links(self, written):
        assert lines(written)[2] == f"😀 漢字 [[{self.name}|この本]] and [[{self.name}#事実]]."
        in_destination = self.name.replace(" ", "%20")
        assert written["sub/third.md"] == f"😀 漢字 ![[{self.name}#事実|x]] and [it](../{in_destination}.md#事実).\n"

    def test_no_other_file_is_created_or_deleted(self, written):
        assert set(written) == {"index.md", f"{self.name}.md", "sub/third.md"}


def lines(written):
    """Return the lines of `index.md`, without the line end of the last one."""
    return written["index.md"].removesuffix("\n").split("\n")
