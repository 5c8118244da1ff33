import pytest
from linking_note import creates, finds, fixes, is_silent, safe, says, unsafe

from wikilsp.rules import (
    alias_link,
    ambiguous_link,
    duplicate_alias,
    duplicate_block_id,
    empty_link,
    escaped_pipe_outside_table,
    external_wikilink,
    link_edge_space,
    missing_anchor,
    missing_attachment,
    missing_block,
    missing_file,
    missing_heading,
    missing_note,
    percent_encoded_link,
    search_leftover,
    unescaped_pipe_in_table,
    unterminated_link,
)
from wikilsp.settings import Dialect, Settings

LABEL_FIRST = Settings(Dialect(label_order="label-first"))


def may_be_missing(*globs):
    return Settings(ignore_targets=globs)


class TestMissingNote:
    rule = missing_note.RULE

    def test_the_note_and_the_nearest_one_are_named(self):
        message = "no note is named “Chairman Moa”; did you mean “Chairman Mao”?"
        assert says(self.rule, "see [[«Chairman Moa»|him]]", ["people/Chairman Mao.md"]) == message

    def test_the_name_that_was_meant_is_put_in_or_the_note_created(self):
        assert fixes(self.rule, "see [[«Chairman Moa»#Life|him]]", ["people/Chairman Mao.md"]) == [
            unsafe("see [[Chairman Mao#Life|him]]"),
            creates("Chairman Moa.md"),
        ]

    def test_the_nearest_name_is_written_as_long_as_it_must_be(self):
        others = ["x/Famine.md", "x/y/Famine.md"]
        assert fixes(self.rule, "[[«Famime»]]", others)[:2] == [unsafe("[[x/Famine]]"), unsafe("[[y/Famine]]")]

    def test_no_more_than_three_names_are_suggested(self):
        near = [unsafe(f"[[Famine {letter}]]") for letter in "abc"]
        others = [f"Famine {letter}.md" for letter in "dcba"]
        assert fixes(self.rule, "[[«Famine x»]]", others) == [*near, creates("Famine x.md")]

    def test_nothing_is_suggested_where_no_name_is_near(self):
        assert says(self.rule, "[[«Nowhere»]]", ["Chairman Mao.md"]) == "no note is named “Nowhere”"
        assert fixes(self.rule, "[[«Nowhere»]]", ["Chairman Mao.md"]) == [creates("Nowhere.md")]

    def test_a_name_that_a_link_cannot_hold_is_named_but_not_written(self):
        message = "no note is named “C sharp basic”; did you mean “C# sharp basic”?"
        assert says(self.rule, "[[«C sharp basic»]]", ["C# sharp basic.md"]) == message
        assert fixes(self.rule, "[[«C sharp basic»]]", ["C# sharp basic.md"]) == [creates("C sharp basic.md")]

    def test_a_name_that_no_file_can_have_is_not_created(self):
        assert fixes(self.rule, "[[«What is it?»]]") == []

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
    def test_it_is_found_wherever_a_link_may_stand(self, text):
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
    def test_what_is_no_name_or_is_found_is_left_alone(self, text):
        is_silent(self.rule, text, ["x/b.md"])

    def test_a_comment_that_is_read_is_not_diagnosed(self):
        is_silent(self.rule, "%% [[x]] %%", settings=Settings(Dialect(comments="index")))

    def test_a_file_that_git_ignores_is_no_note_but_may_be_named(self):
        is_silent(self.rule, "[[draft]]", ignored=["private/draft.md"])

    @pytest.mark.parametrize("glob", ["Nowhere", "now*", "NOWHERE", "x/*", "x/nowhere"])
    def test_names_that_may_be_missing_are_globs_without_case_of_the_path_or_its_last_part(self, glob):
        is_silent(self.rule, "[[x/Nowhere]]", settings=may_be_missing(glob))

    def test_a_glob_matches_all_of_a_name(self):
        finds(self.rule, "[[«x/Nowhere»]]", settings=may_be_missing("where", "x", "Now"))


class TestMissingAttachment:
    rule = missing_attachment.RULE

    def test_the_file_and_the_nearest_one_are_named(self):
        message = "no file is named “map of chian.png”; did you mean “map of china.png”?"
        assert says(self.rule, "![[«map of chian.png»|300]]", ["img/map of china.png"]) == message

    def test_the_name_that_was_meant_is_put_in_and_nothing_is_created(self):
        after = unsafe("![[map of china.png|300]]")
        assert fixes(self.rule, "![[«map of chian.png»|300]]", ["img/map of china.png"]) == [after]

    def test_no_fix_without_a_near_name(self):
        assert fixes(self.rule, "[[«x.pdf»#page=3]]") == []

    @pytest.mark.parametrize("name", ["a.PNG", "b.canvas", "c.tar.gz", "d.base", "e.py", "f/g.xlsx"])
    def test_the_ending_tells_a_file_from_a_note(self, name):
        finds(self.rule, f"[[«{name}»]]")
        is_silent(missing_note.RULE, f"[[{name}]]")

    @pytest.mark.parametrize("text", ["![[p.png]]", "![[p]]", "![[x]y.png]]", "![](q.png)"])
    def test_what_exists_or_is_no_file_is_left_alone(self, text):
        is_silent(self.rule, text, ["img/p.png"])

    def test_names_that_may_be_missing(self):
        is_silent(self.rule, "![[cover.png]]", settings=may_be_missing("*.PNG"))


class TestMissingHeading:
    rule = missing_heading.RULE

    def test_the_note_the_heading_and_the_nearest_one_are_named(self):
        message = "“Famine” has no heading “Source”; did you mean “Sources”?"
        assert says(self.rule, "[[x/Famine#«Source»|there]]", {"x/Famine.md": "# Sources\n"}) == message

    def test_this_note_has_no_name(self):
        assert says(self.rule, "[[#«Effects»]]\n\n# Causes\n") == "this note has no heading “Effects”"

    def test_the_heading_that_was_meant_is_put_in_as_a_link_writes_it(self):
        famine = {"Famine.md": "# Causes: [[weather]] & *men*\n"}
        assert fixes(self.rule, "[[Famine#«Causes weather & man»|why]]", famine) == [
            unsafe("[[Famine#Causes: weather & men|why]]")
        ]

    @pytest.mark.parametrize("path", ["Before#Rates", "before#RATES", "Before#Deep#Rates", "Rates"])
    def test_a_heading_path_finds_what_is_anywhere_below(self, path):
        is_silent(self.rule, f"[[b#{path}]]", {"b.md": "# Before\n## Deep\n### Rates\n# After\n## Rates\n"})

    def test_the_first_heading_that_is_missing_is_marked(self):
        b = {"b.md": "# Before\n## Prices\n# After\n## Rates\n"}
        assert says(self.rule, "[[b#Before#«Rates»]]", b) == "“b” has no heading “Rates” below “Before”"
        assert fixes(self.rule, "[[b#Before#«Rates»]]", b) == []
        assert says(self.rule, "[[b#«Beforr»#Prices]]", b) == "“b” has no heading “Beforr”; did you mean “Before”?"
        assert fixes(self.rule, "[[b#«Beforr»#Prices]]", b) == [unsafe("[[b#Before#Prices]]")]

    def test_an_embed_is_a_link(self):
        finds(self.rule, "![[b#«x»]]", ["b.md"])

    def test_a_heading_inside_a_comment_does_not_exist(self):
        finds(self.rule, "[[b#«H»]]", {"b.md": "<!--\n## H\n-->\n"})

    @pytest.mark.parametrize(
        "text", ["[[gone#x]]", "[[doc.pdf#page=3]]", "![[p.png#outline]]", "[[##x]]", "[[b#{{h}}]]", "[t](b.md#x)"]
    )
    def test_what_has_no_headings_is_left_alone(self, text):
        is_silent(self.rule, text, ["b.md", "doc.pdf", "p.png"])

    def test_exact_headings(self):
        finds(
            self.rule,
            "[[b#«wifi 2 4»]] [[b#Wifi 2.4]]",
            {"b.md": "# Wifi 2.4\n"},
            settings=Settings(Dialect(headings="exact")),
        )


class TestMissingBlock:
    rule = missing_block.RULE

    def test_the_note_the_block_and_the_nearest_one_are_named(self):
        message = "“b” has no block “^famin”; did you mean “^famine”?"
        assert says(self.rule, "[[b#^«famin»]]", {"b.md": "x ^famine\n"}) == message
        assert fixes(self.rule, "[[b#^«famin»|x]]", {"b.md": "x ^famine\n"}) == [unsafe("[[b#^famine|x]]")]

    def test_no_suggestion_where_none_is_near(self):
        assert says(self.rule, "![[#^«37066d»]]\n\nx ^famine\n") == "this note has no block “^37066d”"

    @pytest.mark.parametrize("text", ["[[b#^ID]]", "[[gone#^x]]", "[[doc.pdf#^x]]", "[t](b.md#^x)", "[[b#x]]"])
    def test_what_exists_or_has_no_blocks_is_left_alone(self, text):
        is_silent(self.rule, text, {"b.md": "x ^id\n", "doc.pdf": ""})


class TestMissingFile:
    rule = missing_file.RULE

    def test_the_path_and_the_nearest_one_are_named(self):
        message = "there is no file “notes/Famin e.md”; did you mean “notes/Famine.md”?"
        assert says(self.rule, "[x](«notes/Famin%20e.md»#causes)", ["notes/Famine.md"]) == message

    def test_the_path_that_was_meant_is_written_as_a_destination_or_the_note_created(self):
        assert fixes(self.rule, '[x](«notes/Great%20Laep.md»#why "t")', ["notes/Great Leap.md"]) == [
            unsafe('[x](notes/Great%20Leap.md#why "t")'),
            creates("notes/Great Laep.md"),
        ]

    def test_only_notes_are_created(self):
        assert fixes(self.rule, "![x](«p.png»)") == []

    def test_a_definition_is_reported_once_and_its_links_are_not(self):
        finds(self.rule, "[one][f] and [two][f], [f]\n\n[f]: «gone.md»\n")

    @pytest.mark.parametrize(
        "text",
        [
            "[x](b.md) [x](b) [x](other/b.md) [x](img) [x](<my file.pdf>) [x](my%20file.pdf#page=2)",
            "[x](https://example.org) [x](//host/x) [x](mailto:x@example.org) [x](../outside.md) [x](#h)",
            "[x]({{url}}) [{{x}}](gone.md)",
            "[x](((uuid))) [x]([[b]])",
            "[[gone]]",
        ],
    )
    def test_what_is_there_or_elsewhere_is_left_alone(self, text):
        is_silent(self.rule, text, ["b.md", "img/p.png", "my file.pdf"])

    def test_files_that_git_ignores_and_names_that_may_be_missing(self):
        is_silent(self.rule, "[x](build/out.html)", ignored=["build/out.html"])
        is_silent(self.rule, "[x](build/out.html)", settings=may_be_missing("build/*"))


class TestMissingAnchor:
    rule = missing_anchor.RULE

    def test_the_note_the_anchor_and_the_nearest_one_are_named(self):
        message = "“b” has no anchor “#the-source”; did you mean “#the-sources”?"
        assert says(self.rule, "[x](b.md#«the-source»)", {"b.md": "# The sources\n"}) == message
        assert fixes(self.rule, "[x](b.md#«the-source»)", {"b.md": "# The sources\n"}) == [
            unsafe("[x](b.md#the-sources)")
        ]

    def test_a_block_is_an_anchor(self):
        assert fixes(self.rule, "[x](#«^famin»)\n\ny ^famine\n") == [unsafe("[x](#^famine)\n\ny ^famine\n")]

    def test_a_definition_is_reported_once(self):
        assert says(self.rule, "[one][f], [two][f]\n\n[f]: b.md#«x»\n", ["b.md"]) == "“b” has no anchor “#x”"

    @pytest.mark.parametrize(
        "text",
        [
            "[x](b.md#the-sources) [x](b.md#the-sources-1) [x](b.md#The%20sources) [x](b.md#^id) [x](b.md#html)",
            "[x](b.md) [x](b.md#) [x](gone.md#y) [x](p.png#y) [x](code.py#L10)",
            "[[b#x]]",
        ],
    )
    def test_what_exists_or_cannot_be_told_is_left_alone(self, text):
        b = '# The sources\n# The sources\n\n<a id="html"></a> x ^id\n'
        is_silent(self.rule, text, {"b.md": b, "p.png": "", "code.py": ""})


class TestAmbiguousLink:
    rule = ambiguous_link.RULE

    def test_the_note_it_leads_to_is_named_and_so_are_the_others(self):
        (finding,) = finds(self.rule, "[[«Index»]]", ["music/Index.md", "art/Index.md"])
        message = "“Index” leads to “art/Index.md”, one of 2 that it may mean; write a longer path"
        assert finding.message == message
        assert [(place.path, place.message) for place in finding.related] == [
            ("music/Index.md", "“Index” may mean this as well")
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
        message = "“the Chairman” is an alias of “Chairman Mao”, which Obsidian does not follow"
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
        assert finding.message == "“AI” is an alias of “b.md” and of 1 more as well"
        assert [(place.path, others[place.path][slice(*place.span)]) for place in finding.related] == [
            ("b.md", "ai"),
            ("long name.md", "AI"),
        ]

    def test_an_alias_of_one_note_is_good_even_if_written_twice(self):
        is_silent(self.rule, "---\naliases: [AI, ai]\n---\n", {"b.md": "[[AI]]"})


class TestExternalWikilink:
    rule = external_wikilink.RULE

    def test_the_address_is_named(self):
        message = "“https://example.org/x” is an address, not a note; write it as a Markdown link"
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
        message = "“Great%20Leap” is percent-encoded; in double brackets write “Great Leap”"
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
        assert says(self.rule, "one ^id\n\ntwo «^ID»\n") == "another block of this note has the id “^ID”"

    def test_ids_of_other_notes_and_of_properties_are_left_alone(self):
        uuid = "6356e902-3b7b-4cb2-8c3e-6a904c813c40"
        is_silent(self.rule, f"- one\n  id:: {uuid}\n- two\n  id:: {uuid}\n\nthree ^x\n", {"b.md": "y ^x\n"})


class TestTablesAndBars:
    table = "| t | u |\n| - | - |\n| {} | v |\n"

    def test_a_bare_bar_in_a_table_is_escaped(self):
        rule = unescaped_pipe_in_table.RULE
        before, after = self.table.format("«[[a|b]]»"), self.table.format("[[a\\|b]]")
        assert says(rule, before) == "the bar ends the table cell inside this link; write “\\|”"
        assert fixes(rule, before) == [safe(after)]
        is_silent(rule, after + "\n[[a|b]]\n")

    def test_an_escaped_bar_outside_a_table_loses_its_backslash(self):
        rule = escaped_pipe_outside_table.RULE
        assert says(rule, "[[a«\\|»b]]") == "outside a table the bar of a link needs no backslash"
        assert fixes(rule, "[[a«\\|»b]]") == [safe("[[a|b]]")]
        is_silent(rule, self.table.format("[[a\\|b]]"))


class TestLinksThatAreNotFinished:
    @pytest.mark.parametrize("link", ["[[]]", "[[ ]]", "[[|b]]", "![[]]"])
    def test_an_empty_link(self, link):
        message = "this link names no note; write its name between the brackets"
        assert says(empty_link.RULE, f"x «{link}» y") == message

    def test_a_link_that_is_not_closed_on_its_line(self):
        message = "this “[[” is not closed on its line; write “]]” where the name ends"
        assert says(unterminated_link.RULE, "x «[[a»\nb]]\n") == message

    @pytest.mark.parametrize("search", ["##great leap", "## great leap", "^^great leap"])
    def test_a_search(self, search):
        message = f"“{search}” is a search, not a link; name the note it was to find"
        assert says(search_leftover.RULE, f"x «[[{search}]]»") == message

    def test_spaces_at_the_edges_of_a_target(self):
        rule = link_edge_space.RULE
        assert says(rule, "[[« a »]]") == "the link to “a” has a space at its edge"
        assert fixes(rule, "[[« a#h »| b ]]") == [safe("[[a#h| b ]]")]
        is_silent(rule, "[[a b| c ]]")
