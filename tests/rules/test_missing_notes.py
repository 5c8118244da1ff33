"""Links to a missing note or daily note."""

import pytest
from linking_note import creates, finds, fixes, found_by, guess, is_silent, may_be_missing, says, unsafe

from wikilsp.rules import link_edge_space, missing_attachment, missing_daily_note, missing_heading, missing_note
from wikilsp.settings import Dialect, Settings


class TestMissingDailyNote:
    rule = missing_daily_note.RULE
    GERMAN = Settings(Dialect(daily_note_format="DD.MM.YYYY", daily_note_folder="tage"))
    LOGSEQ = Settings(Dialect(preset="logseq"))

    def test_a_date_without_a_note(self):
        assert says(self.rule, "[[«2024-02-29»#h|x]]") == "daily note “2024-02-29” not found"
        assert fixes(self.rule, "![[«2024-02-29»]]") == [creates("2024-02-29.md")]

    @pytest.mark.parametrize("text", ["[[«29.02.2024»]]", "[[«tage/29.02.2024»]]", "[[«2024-02-29»]]"])
    def test_a_date_in_the_format_of_the_vault(self, text):
        name = text.strip("[]«»").rpartition("/")[2]
        assert fixes(self.rule, text, settings=self.GERMAN) == [creates(f"tage/{name}.md")]

    @pytest.mark.parametrize("name", ["Feb 29th, 2024", "2024-02-29", "2024_02_29", "2024/02/29"])
    def test_all_spellings_are_one_journal(self, name):
        made = f"[[«{name}»]]"
        assert fixes(self.rule, made, settings=self.LOGSEQ) == [creates("journals/2024_02_29.md")]
        assert finds(self.rule, made, settings=self.LOGSEQ)[0].subject == "feb 29th, 2024"
        is_silent(self.rule, f"[[{name}]]", ["journals/2024_02_29.md"], settings=self.LOGSEQ)

    @pytest.mark.parametrize(
        "name", ["2023-02-29", "2024-13-01", "2024-2-29", "2024", "v2024-02-29", "x/2024-02-29", "29.02.2024"]
    )
    def test_other_names_are_missing_notes(self, name):
        is_silent(self.rule, f"[[{name}]]")
        finds(missing_note.RULE, f"[[«{name}»]]")

    def test_is_no_missing_note(self):
        is_silent(missing_note.RULE, "[[2024-02-29]]")
        is_silent(missing_note.RULE, "[[29.02.2024]]", settings=self.GERMAN)
        finds(missing_note.RULE, "[[«29.02.2024»]]")

    def test_what_may_be_missing(self):
        is_silent(self.rule, "[[2024-02-29]]", settings=may_be_missing("20??-??-??"))
        is_silent(self.rule, "date:: [[2024-02-29]]\n", settings=Settings(ignore_targets_of=("date",)))
        is_silent(self.rule, "[[<% 2024-02-29 %>]] [[{{date}}]] [x](2024-02-29.md)")
        is_silent(self.rule, "[[2024-02-29]]", ["x/2024-02-29.md"])

    def test_no_other_date_is_suggested(self):
        assert fixes(self.rule, "[[«2024-02-28»]]", ["2024-02-29.md", "2024-02-27.md"]) == [creates("2024-02-28.md")]


class TestMissingNote:
    rule = missing_note.RULE

    def test_the_message_names_the_target_and_the_nearest_note(self):
        message = "note “Chairman Moa” not found; did you mean “Chairman Mao”?"
        assert says(self.rule, "see [[«Chairman Moa»|him]]", ["people/Chairman Mao.md"]) == message

    def test_fixes_insert_the_nearest_name_or_create_the_note(self):
        assert fixes(self.rule, "see [[«Chairman Moa»#Life|him]]", ["people/Chairman Mao.md"]) == [
            unsafe("see [[Chairman Mao#Life|him]]"),
            creates("Chairman Moa.md"),
        ]

    def test_the_shortest_unambiguous_name_is_suggested(self):
        others = ["x/Famine.md", "x/y/Famine.md"]
        assert fixes(self.rule, "[[«Famime»]]", others)[:2] == [guess("[[x/Famine]]"), guess("[[y/Famine]]")]

    def test_at_most_three_names_are_suggested(self):
        near = [guess(f"[[Famine {letter}]]") for letter in "abc"]
        others = [f"Famine {letter}.md" for letter in "dcba"]
        assert fixes(self.rule, "[[«Famine x»]]", others) == [*near, creates("Famine x.md")]

    def test_nothing_is_suggested_without_a_similar_name(self):
        assert says(self.rule, "[[«Nowhere»]]", ["Chairman Mao.md"]) == "note “Nowhere” not found"
        assert fixes(self.rule, "[[«Nowhere»]]", ["Chairman Mao.md"]) == [creates("Nowhere.md")]

    def test_a_sure_fix_keeps_the_text_that_the_link_shows(self):
        others = ["ip-address.md", "Index.md"]
        for marked, after in [
            ("[[«IP address»]]", "[[ip-address|IP address]]"),
            ("[[«IP_Address»|it]]", "[[ip-address|it]]"),
            ("![[«IP address»]]", "![[ip-address]]"),
            ("| t |\n|-|\n| [[«IP address»]] |\n", "| t |\n|-|\n| [[ip-address\\|IP address]] |\n"),
            ('---\nup: "[[«IP address»]]"\n---\n', '---\nup: "[[ip-address|IP address]]"\n---\n'),
        ]:
            assert fixes(self.rule, marked, others)[0] == unsafe(after)

    def test_a_sure_name_comes_first_and_is_the_only_one_that_commands_write(self):
        others = ["Great Lead.md", "Great-Leap.md", "Grea Leap.md"]
        assert fixes(self.rule, "[[«Great_Leap»]]", others)[:3] == [
            unsafe("[[Great-Leap|Great_Leap]]"),
            guess("[[Grea Leap]]"),
            guess("[[Great Lead]]"),
        ]

    def test_of_several_sure_names_none_is_sure(self):
        others = ["Great-Leap.md", "x/Great.Leap.md"]
        after = [guess("[[Great-Leap]]"), guess("[[Great.Leap]]")]
        assert fixes(self.rule, "[[«Great_Leap»]]", others)[:2] == after

    @pytest.mark.parametrize(
        ("written", "other"),
        [
            ("décroissante", "croissante.md"),
            ("Tim Story", "Toy Story.md"),
            ("Relations", "Equations.md"),
            ("people/Great Leap", "places/Great-Leap.md"),
            ("Great Leap", "Great-Leap.png"),
            ("status.md", "status.ts"),
            ("Chapter_12", "Chapter 12.md"),
        ],
    )
    def test_other_similar_names_are_guesses(self, written, other):
        assert not [made for made in fixes(self.rule, f"[[«{written}»]]", [other]) if made[0] == "unsafe"]

    def test_the_note_of_the_link_is_never_suggested(self):
        text = "[[«aa»]] [[«A.md.»]]"
        assert all(fix.create for found in finds(self.rule, text) for fix in found.fixes)

    def test_a_page_of_logseq_has_no_label_that_keeps_the_text(self):
        logseq = Settings(Dialect(preset="logseq"))
        made = fixes(self.rule, "[[«IP address»]]", ["pages/ip-address.md"], settings=logseq)
        assert made[0] == guess("[[ip-address]]")

    @pytest.mark.parametrize(
        ("marked", "after"),
        [
            ("[[«b^famine»]]", "[[b#^famine]]"),
            ("![[«x/b ^famine»|why]]", "![[x/b #^famine|why]]"),
            ("[[«^own»]] y ^own", "[[#^own]] y ^own"),
        ],
    )
    def test_a_block_id_without_a_hash_is_recognized(self, marked, after):
        assert fixes(self.rule, marked, {"x/b.md": "x ^famine\n"}) == [unsafe(after)]

    def test_a_name_with_a_caret_that_is_no_block_id_is_a_name(self):
        others = {"b.md": "x ^famine\n"}
        assert says(self.rule, "[[«b^gone»]]", others) == "note “b^gone” not found"
        assert says(self.rule, "[[«gone^famine»]]", others) == "note “gone^famine” not found"

    @pytest.mark.parametrize(
        "link",
        ["[[:alpha:]]", "[[ -f x ]]", "[[ $x == 1 || y ]]", "[[ ! -e x ]]", "![[ -f x ]]", "[[\t-z $x ]]"],
    )
    def test_code_in_double_brackets_is_ignored(self, link):
        is_silent(self.rule, link)
        is_silent(link_edge_space.RULE, link)

    @pytest.mark.parametrize("link", ["[[«:alpha»]]", "[[«-f x»]]", "[[«$x»]]", "[[ «x -f» ]]", "[[«!x»]]"])
    def test_similar_names_are_no_code(self, link):
        finds(self.rule, link)

    def test_a_note_named_like_code_can_be_linked_to(self):
        is_silent(self.rule, "[[ -f x ]] [[:a:]]", ["-f x.md", ":a:.md"])
        finds(link_edge_space.RULE, "[[« -f x »]]", ["-f x.md"])

    @pytest.mark.parametrize(
        "text",
        [
            "author:: [[X]], [[Y]]\n",
            '---\nauthor: "[[X]]"\n---\n',
            '---\nAuthor:\n  - "[[X]]"\n  - "[[Y|z]]"\n---\n',
            "- author:: [[X]]\n",
            "x (author:: [[X]]) y\n",
            "AUTHOR:: [[X#h]]\n",
        ],
    )
    def test_values_of_some_properties_may_name_what_is_missing(self, text):
        settings = Settings(ignore_targets_of=("author", "Due_date"))
        is_silent(self.rule, text, settings=settings)
        assert found_by(self.rule, text)
        is_silent(self.rule, text.replace("author", "due-date").replace("Author", "Due date"), settings=settings)

    def test_other_places_of_the_name_are_still_reported(self):
        settings = Settings(ignore_targets_of=("author",))
        finds(self.rule, "author:: [[X]]\n\n[[«X»]]\n\nauthors:: [[«X»]]\n", settings=settings)
        finds(missing_heading.RULE, "author:: [[b#«X»]]\n", ["b.md"], settings=settings)
        is_silent(missing_attachment.RULE, "author:: ![[x.png]]\n", settings=settings)

    def test_the_page_of_a_tag_exists_if_the_tag_or_a_note_does(self):
        others = {"b.md": "#One/Two\n", "c.md": "---\ntags: [three]\n---\n", "x/four.md": ""}
        is_silent(
            self.rule, "[[tags/one]] [[Tags/One/two]] [[tags/three|t]] [[tags/four]] ![[tags/five]] #five", others
        )
        finds(self.rule, "[[«tags/on»]] [[«tags/two»]] [[«tags/»]] [[«tag/one»]] [[«x/tags/one»]]", others)

    def test_a_folder_with_a_slash(self):
        others = ["x/folder/b.md", "y/c.md"]
        is_silent(self.rule, "[[x/]] [[folder/]] [[Folder/|f]] [[/x/folder/]] [[./y/]] [[x/folder/]]", others)
        finds(self.rule, "[[«x»]] [[«b/»]] [[«/folder/»]] [[«./folder/»]] [[«/»]] [[«y/x/»]]", others)

    def test_a_name_that_a_link_cannot_contain_has_no_fix(self):
        message = "note “C sharp basic” not found; did you mean “C# sharp basic”?"
        assert says(self.rule, "[[«C sharp basic»]]", ["C# sharp basic.md"]) == message
        assert fixes(self.rule, "[[«C sharp basic»]]", ["C# sharp basic.md"]) == [creates("C sharp basic.md")]

    def test_a_note_with_an_illegal_name_is_not_created(self):
        assert fixes(self.rule, "[[«Where to?»]]") == []

    @pytest.mark.parametrize(
        "text",
        [
            "tags:: [[«x»]]\n",
            '---\nup: "[[«x»]]"\n---\n',
            "# On [[«x»]]\n",
            "![[«x»]]\n",
            "[label]([[«x»]])\n",
            "[[«Vue.js»]]\n",
            "[[«v1.2 notes»]]\n",
        ],
    )
    def test_links_are_checked_everywhere(self, text):
        finds(self.rule, text)

    @pytest.mark.parametrize(
        "text",
        [
            "[[b]] [[B.md]] [[x/b]] [[#h]] [[a]]",
            "[[<% tp.date.now() %>]] [[{{date}}]]",
            "[[1, 2], [3, 4]]",
            "[[x [y]]",
            "[[^^x]] [[##x]]",
            "[[https://example.org]] [[../../outside]]",
            "[[]] [[|x]]",
            "[x](gone.md)",
        ],
    )
    def test_existing_targets_and_other_text_are_ignored(self, text):
        is_silent(self.rule, text, ["x/b.md"])

    def test_links_in_comments_are_ignored(self):
        is_silent(self.rule, "%% [[x]] %%", settings=Settings(Dialect(comments="index")))

    def test_a_link_to_an_ignored_file_is_valid(self):
        is_silent(self.rule, "[[draft]]", ignored=["private/draft.md"])

    @pytest.mark.parametrize("glob", ["Nowhere", "now*", "NOWHERE", "x/*", "x/nowhere"])
    def test_ignored_targets_match_the_path_or_its_last_segment_ignoring_case(self, glob):
        is_silent(self.rule, "[[x/Nowhere]]", settings=may_be_missing(glob))

    def test_a_glob_matches_the_whole_name(self):
        finds(self.rule, "[[«x/Nowhere»]]", settings=may_be_missing("where", "x", "Now"))
