"""Links and what they lead to: names that mean several or another thing, and links written as none should be."""

import pytest
from linking_note import finds, fixes, is_silent, safe, says, unsafe

from wikilsp.rules import (
    alias_link,
    ambiguous_link,
    duplicate_alias,
    duplicate_block_id,
    empty_link,
    escaped_pipe_outside_table,
    external_wikilink,
    link_edge_space,
    percent_encoded_link,
    search_leftover,
    unescaped_pipe_in_table,
    unterminated_link,
)
from wikilsp.settings import Dialect, Settings

LABEL_FIRST = Settings(Dialect(label_order="label-first"))


class TestAmbiguousLink:
    rule = ambiguous_link.RULE

    def test_the_note_it_leads_to_is_named_and_so_are_the_others(self):
        (finding,) = finds(self.rule, "[[«Index»]]", ["music/Index.md", "art/Index.md"])
        message = "“Index” matches 2 files and resolves to “art/Index.md”; write a full path"
        assert finding.message == message
        assert [(place.path, place.message) for place in finding.related] == [
            ("music/Index.md", "“Index” also matches this file")
        ]

    def test_the_path_it_leads_to_now_comes_first_and_which_is_meant_is_a_guess(self):
        assert fixes(self.rule, "[[«Index»#h|label]]", ["music/Index.md", "art/Index.md"]) == [
            unsafe("[[art/Index#h|label]]"),
            unsafe("[[music/Index#h|label]]"),
        ]

    def test_notes_of_one_alias_keep_it_as_the_label(self):
        alias = "---\naliases: [AI]\n---\n"
        assert fixes(self.rule, "[[«AI»]]", {"b.md": alias, "x/c.md": alias}) == [
            unsafe("[[b|AI]]"),
            unsafe("[[x/c|AI]]"),
        ]

    def test_pictures_of_one_name(self):
        after = [unsafe("![[x/p.png]]"), unsafe("![[y/p.png]]")]
        assert fixes(self.rule, "![[«p.png»]]", ["x/p.png", "y/p.png"]) == after

    def test_a_note_in_the_root_or_in_the_folder_of_the_link_is_meant_without_doubt(self):
        is_silent(self.rule, "[[Index]]", ["Index.md", "art/Index.md"])

    def test_pages_of_one_name(self):
        logseq = Settings(Dialect(preset="logseq"))
        after = [unsafe("[[pages/b]]"), unsafe("[[journals/b]]")]
        assert fixes(self.rule, "[[«b»]]", ["pages/b.md", "journals/b.md"], settings=logseq) == after

    def test_a_note_that_its_path_does_not_tell_from_another_has_no_fix(self):
        assert fixes(self.rule, "[[«B»]]", ["b.md", "b.markdown"]) == [unsafe("[[b]]")]


class TestAliasLink:
    rule = alias_link.RULE
    note = {"people/Chairman Mao.md": "---\naliases: [the Chairman]\n---\n# Life\n\nx ^id\n"}

    def test_the_alias_and_the_note_are_named(self):
        message = "“the Chairman” is an alias, which Obsidian does not follow; link to “Chairman Mao” instead"
        assert says(self.rule, "[[«the Chairman»]]", self.note) == message

    @pytest.mark.parametrize(
        ("link", "after"),
        [
            ("[[«the Chairman»]]", "[[Chairman Mao|the Chairman]]"),
            ("[[«The chairman»]]", "[[Chairman Mao|The chairman]]"),
            ("[[«the Chairman»|him]]", "[[Chairman Mao|him]]"),
            ("[[«the Chairman»#Life]]", "[[Chairman Mao#Life|the Chairman]]"),
            ("[[«the Chairman»#^id]]", "[[Chairman Mao#^id|the Chairman]]"),
            ("![[«the Chairman»]]", "![[Chairman Mao]]"),
        ],
    )
    def test_the_name_is_put_in_and_a_reader_still_sees_what_was_there(self, link, after):
        assert fixes(self.rule, f"see {link}.", self.note) == [safe(f"see {after}.")]

    def test_the_label_may_come_first(self):
        after = [safe("[[the Chairman|Chairman Mao]]")]
        assert fixes(self.rule, "[[«the Chairman»]]", self.note, settings=LABEL_FIRST) == after

    def test_a_name_that_a_link_cannot_hold_is_not_written(self):
        assert fixes(self.rule, "[[«cs»]]", {"C#.md": "---\naliases: cs\n---\n"}) == []

    def test_a_file_name_beats_an_alias(self):
        is_silent(self.rule, "[[the Chairman]]", {**self.note, "the Chairman.md": ""})

    def test_which_of_several_notes_with_the_alias_is_meant_is_for_a_person_to_say(self):
        alias = "---\naliases: [AI]\n---\n"
        assert fixes(self.rule, "[[«AI»]]", {"b.md": alias, "x/c.md": alias}) == []


class TestDuplicateAlias:
    rule = duplicate_alias.RULE

    def test_it_is_found_at_each_holder_and_points_to_the_others(self):
        others = {"b.md": "---\naliases: [x, ai]\n---\n", "long name.md": "alias:: AI, y\n"}
        (finding,) = finds(self.rule, "---\naliases: [«AI», z]\n---\n", others)
        assert finding.message == "alias “AI” is shared with “b.md” and 1 more; make it unique"
        assert [(place.path, others[place.path][slice(*place.span)]) for place in finding.related] == [
            ("b.md", "ai"),
            ("long name.md", "AI"),
        ]

    def test_an_alias_of_one_note_is_good_even_if_written_twice(self):
        is_silent(self.rule, "---\naliases: [AI, ai]\n---\n", {"b.md": "[[AI]]"})


class TestExternalWikilink:
    rule = external_wikilink.RULE

    def test_the_address_is_named(self):
        message = "“https://example.org/x” is a URL, not a note; write a Markdown link instead"
        assert says(self.rule, "«[[https://example.org/x#y]]»") == message

    @pytest.mark.parametrize(
        ("link", "after"),
        [
            ("«[[https://example.org/x#y]]»", [unsafe("<https://example.org/x#y>")]),
            ("«[[obsidian://open?vault=x]]»", [unsafe("<obsidian://open?vault=x>")]),
            ("«[[https://example.org|label]]»", []),
            ("«![[https://example.org/p.png]]»", []),
            ("«[[https://example.org/a b]]»", []),
        ],
    )
    def test_a_bare_address_is_put_in_angle_brackets(self, link, after):
        assert fixes(self.rule, link) == after

    def test_a_colon_makes_no_address(self):
        is_silent(self.rule, "[[Foo: Bar]] [x](https://example.org)")


class TestPercentEncodedLink:
    rule = percent_encoded_link.RULE

    def test_both_spellings_are_named_and_the_plain_one_is_written(self):
        message = "link target “Great%20Leap” is percent-encoded; write “Great Leap”"
        assert says(self.rule, "[[«Great%20Leap»#h|x]]", ["Great Leap.md"]) == message
        assert fixes(self.rule, "[[«Great%20Leap»#h|x]]", ["Great Leap.md"]) == [safe("[[Great Leap#h|x]]")]

    def test_what_a_link_cannot_hold_is_not_written(self):
        assert fixes(self.rule, "[[«C%23»]]", ["C#.md"]) == []

    def test_a_name_with_percent_signs_and_a_missing_one_are_left_alone(self):
        is_silent(self.rule, "[[100%20x]] [[Nowhere%20else]] [x](Great%20Leap.md)", ["100%20x.md", "Great Leap.md"])


class TestDuplicateBlockId:
    rule = duplicate_block_id.RULE

    def test_the_second_one_is_found_and_points_to_the_first(self):
        text = "one ^id\n\ntwo «^ID»\n\nthree «^id»\n"
        for finding in finds(self.rule, text):
            assert [(place.path, tuple(place.span)) for place in finding.related] == [("a.md", (4, 7))]

    def test_the_message_names_it(self):
        assert (
            says(self.rule, "one ^id\n\ntwo «^ID»\n") == "block id “^ID” is already used in this note; choose another"
        )

    def test_ids_of_other_notes_and_of_properties_are_left_alone(self):
        uuid = "6356e902-3b7b-4cb2-8c3e-6a904c813c40"
        is_silent(self.rule, f"- one\n  id:: {uuid}\n- two\n  id:: {uuid}\n\nthree ^x\n", {"b.md": "y ^x\n"})


class TestTablesAndBars:
    table = "| t | u |\n| - | - |\n| {} | v |\n"

    def test_a_bare_bar_in_a_table_is_escaped(self):
        rule = unescaped_pipe_in_table.RULE
        before, after = self.table.format("«[[a|b]]»"), self.table.format("[[a\\|b]]")
        assert says(rule, before) == "unescaped pipe splits this link into two table cells; write “\\|”"
        assert fixes(rule, before) == [safe(after)]
        is_silent(rule, after + "\n[[a|b]]\n")

    def test_an_escaped_bar_outside_a_table_loses_its_backslash(self):
        rule = escaped_pipe_outside_table.RULE
        assert says(rule, "[[a«\\|»b]]") == "escaped pipe in a link outside a table; remove the backslash"
        assert fixes(rule, "[[a«\\|»b]]") == [safe("[[a|b]]")]
        is_silent(rule, self.table.format("[[a\\|b]]"))


class TestLinksThatAreNotFinished:
    @pytest.mark.parametrize("link", ["[[]]", "[[ ]]", "[[|b]]", "![[]]"])
    def test_an_empty_link(self, link):
        message = "link has no target; write the name of a note between the brackets"
        assert says(empty_link.RULE, f"x «{link}» y") == message

    def test_a_link_that_is_not_closed_on_its_line(self):
        message = "unclosed “[[”; add “]]” on the same line"
        assert says(unterminated_link.RULE, "x «[[a»\nb]]\n") == message

    @pytest.mark.parametrize("search", ["##great leap", "## great leap", "^^great leap"])
    def test_a_search(self, search):
        message = f"“{search}” is an unfinished search; replace it with the name of a note"
        assert says(search_leftover.RULE, f"x «[[{search}]]»") == message

    def test_spaces_at_the_edges_of_a_target(self):
        rule = link_edge_space.RULE
        assert says(rule, "[[« a »]]") == "link target “a” has leading or trailing spaces; remove them"
        assert fixes(rule, "[[« a#h »| b ]]") == [safe("[[a#h| b ]]")]
        is_silent(rule, "[[a b| c ]]")
