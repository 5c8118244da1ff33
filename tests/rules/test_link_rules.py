"""Rules about ambiguous links, aliases, block ids and the syntax of links."""

import pytest
from linking_note import finds, fixes, is_silent, safe, says, unsafe

from wikilsp.rules import (
    alias_link,
    ambiguous_link,
    duplicate_alias,
    duplicate_block_id,
    embed_cycle,
    empty_link,
    escaped_pipe_outside_table,
    external_wikilink,
    link_case,
    link_edge_space,
    missing_block,
    missing_heading,
    percent_encoded_link,
    search_leftover,
    unescaped_pipe_in_table,
    unterminated_link,
)
from wikilsp.settings import Dialect, Settings, Severity

LABEL_FIRST = Settings(Dialect(label_order="label-first"))


class TestAmbiguousLink:
    rule = ambiguous_link.RULE

    def test_the_message_names_the_target_and_the_others_are_related(self):
        (finding,) = finds(self.rule, "[[«Index»]]", ["music/Index.md", "art/Index.md"])
        message = "“Index” matches 2 files and resolves to “art/Index.md”; write a full path"
        assert finding.message == message
        assert [(place.path, place.message) for place in finding.related] == [
            ("music/Index.md", "“Index” also matches this file")
        ]

    def test_the_fix_with_the_current_target_comes_first(self):
        assert fixes(self.rule, "[[«Index»#h|label]]", ["music/Index.md", "art/Index.md"]) == [
            unsafe("[[art/Index#h|label]]"),
            unsafe("[[music/Index#h|label]]"),
        ]

    def test_with_a_fragment_the_fix_leads_to_the_note_that_has_it(self):
        others = {"art/Index.md": "# Other\n", "music/Index.md": "# Songs\n\nx ^id\n"}
        message = "“Index” matches 2 files and resolves to “art/Index.md”{}; write a full path"
        hint = ", but “music/Index.md” has “#{}”"
        for fragment, meant in [("Songs", hint), ("^id", hint), ("Other", ""), ("Gone", "")]:
            assert says(self.rule, f"[[«Index»#{fragment}]]", others) == message.format(meant.format(fragment))
        assert fixes(self.rule, "[[«Index»#songs|x]]", others) == [unsafe("[[music/Index#songs|x]]")]
        assert fixes(self.rule, "[[«Index»#Other]]", others) == [unsafe("[[art/Index#Other]]")]

    def test_a_shared_alias_becomes_the_label(self):
        alias = "---\naliases: [AI]\n---\n"
        assert fixes(self.rule, "[[«AI»]]", {"b.md": alias, "x/c.md": alias}) == [
            unsafe("[[b|AI]]"),
            unsafe("[[x/c|AI]]"),
        ]

    def test_images_with_the_same_name(self):
        after = [unsafe("![[x/p.png]]"), unsafe("![[y/p.png]]")]
        assert fixes(self.rule, "![[«p.png»]]", ["x/p.png", "y/p.png"]) == after

    def test_a_note_in_the_root_or_in_the_same_folder_is_unambiguous(self):
        is_silent(self.rule, "[[Index]]", ["Index.md", "art/Index.md"])

    def test_pages_with_the_same_name(self):
        logseq = Settings(Dialect(preset="logseq"))
        after = [unsafe("[[pages/b]]"), unsafe("[[journals/b]]")]
        assert fixes(self.rule, "[[«b»]]", ["pages/b.md", "journals/b.md"], settings=logseq) == after

    def test_there_is_no_fix_if_the_path_is_ambiguous_as_well(self):
        assert fixes(self.rule, "[[«B»]]", ["b.md", "b.markdown"]) == [unsafe("[[b]]")]


class TestAliasLink:
    rule = alias_link.RULE
    note = {"people/Chairman Mao.md": "---\naliases: [the Chairman]\n---\n# Life\n\nx ^id\n"}

    def test_the_message_names_the_alias_and_the_note(self):
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
    def test_the_fix_links_by_name_and_preserves_the_visible_text(self, link, after):
        assert fixes(self.rule, f"see {link}.", self.note) == [safe(f"see {after}.")]

    def test_the_label_can_come_first(self):
        after = [safe("[[the Chairman|Chairman Mao]]")]
        assert fixes(self.rule, "[[«the Chairman»]]", self.note, settings=LABEL_FIRST) == after

    def test_there_is_no_fix_if_a_link_cannot_contain_the_name(self):
        assert fixes(self.rule, "[[«cs»]]", {"C#.md": "---\naliases: cs\n---\n"}) == []

    def test_a_file_name_beats_an_alias(self):
        is_silent(self.rule, "[[the Chairman]]", {**self.note, "the Chairman.md": ""})

    @pytest.mark.parametrize(
        "text", ["alias:: [[AI]]\n", "aliases:: x, [[AI]]\n", '---\naliases: ["[[AI]]"]\n---\n', "alias:: [[AI|x]]\n"]
    )
    def test_the_link_that_gives_a_note_its_alias_is_valid(self, text):
        is_silent(self.rule, text)
        is_silent(self.rule, text, {"b.md": "alias:: [[AI]]\n"})

    def test_other_links_of_the_same_note_are_reported(self):
        assert len(finds(self.rule, "alias:: [[AI]]\n\nsee [[«AI»]]\nother:: [[«AI»]]\n")) == 2

    def test_there_is_no_fix_if_several_notes_have_the_alias(self):
        alias = "---\naliases: [AI]\n---\n"
        assert fixes(self.rule, "[[«AI»]]", {"b.md": alias, "x/c.md": alias}) == []


class TestDuplicateAlias:
    rule = duplicate_alias.RULE

    def test_an_alias_that_is_a_link_is_reported_once(self):
        other = {"b.md": "alias:: [[AI]]\n"}
        assert len(finds(self.rule, "alias:: «[[AI]]»\n", other)) == 1
        is_silent(ambiguous_link.RULE, "alias:: [[AI]]\n", other)
        is_silent(ambiguous_link.RULE, '---\naliases: ["[[AI]]"]\n---\n', other)
        assert len(finds(ambiguous_link.RULE, "alias:: [[AI]]\n\nsee [[«AI»]]\n", other)) == 1

    def test_an_alias_that_several_files_are_called_is_ambiguous(self):
        assert len(finds(ambiguous_link.RULE, "alias:: [[«AI»]]\n", {"x/AI.md": "", "y/AI.md": ""})) == 1

    def test_it_is_reported_in_each_note_with_the_others_as_related(self):
        others = {"b.md": "---\naliases: [x, ai]\n---\n", "long name.md": "alias:: AI, y\n"}
        (finding,) = finds(self.rule, "---\naliases: [«AI», z]\n---\n", others)
        assert finding.message == "alias “AI” is shared with “b.md” and 1 more; make it unique"
        assert [(place.path, others[place.path][slice(*place.span)]) for place in finding.related] == [
            ("b.md", "ai"),
            ("long name.md", "AI"),
        ]

    def test_an_alias_that_one_note_repeats_is_valid(self):
        is_silent(self.rule, "---\naliases: [AI, ai]\n---\n", {"b.md": "[[AI]]"})


class TestExternalWikilink:
    rule = external_wikilink.RULE

    def test_the_message_names_the_url(self):
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
    def test_the_fix_writes_a_url_without_label_in_angle_brackets(self, link, after):
        assert fixes(self.rule, link) == after

    def test_a_colon_alone_is_not_a_url(self):
        is_silent(self.rule, "[[Foo: Bar]] [x](https://example.org)")


class TestPercentEncodedLink:
    rule = percent_encoded_link.RULE

    def test_the_fix_decodes_the_target(self):
        message = "link target “Great%20Leap” is percent-encoded; write “Great Leap”"
        assert says(self.rule, "[[«Great%20Leap»#h|x]]", ["Great Leap.md"]) == message
        assert fixes(self.rule, "[[«Great%20Leap»#h|x]]", ["Great Leap.md"]) == [safe("[[Great Leap#h|x]]")]

    def test_there_is_no_fix_if_a_link_cannot_contain_the_decoded_text(self):
        assert fixes(self.rule, "[[«C%23»]]", ["C#.md"]) == []

    def test_names_with_percent_signs_and_missing_names_are_ignored(self):
        is_silent(self.rule, "[[100%20x]] [[Nowhere%20else]] [x](Great%20Leap.md)", ["100%20x.md", "Great Leap.md"])


class TestDuplicateBlockId:
    rule = duplicate_block_id.RULE

    def test_the_second_id_is_reported_with_the_first_as_related(self):
        text = "one ^id\n\ntwo «^ID»\n\nthree «^id»\n"
        for finding in finds(self.rule, text):
            assert [(place.path, tuple(place.span)) for place in finding.related] == [("a.md", (4, 7))]

    def test_the_message_names_it(self):
        assert (
            says(self.rule, "one ^id\n\ntwo «^ID»\n") == "block id “^ID” is already used in this note; choose another"
        )

    def test_ids_in_other_notes_and_in_properties_are_ignored(self):
        uuid = "6356e902-3b7b-4cb2-8c3e-6a904c813c40"
        is_silent(self.rule, f"- one\n  id:: {uuid}\n- two\n  id:: {uuid}\n\nthree ^x\n", {"b.md": "y ^x\n"})


class TestPipes:
    table = "| t | u |\n| - | - |\n| {} | v |\n"

    def test_an_unescaped_pipe_in_a_table_is_escaped(self):
        rule = unescaped_pipe_in_table.RULE
        before, after = self.table.format("«[[a|b]]»"), self.table.format("[[a\\|b]]")
        assert says(rule, before) == "unescaped pipe splits this link into two table cells; write “\\|”"
        assert fixes(rule, before) == [safe(after)]
        is_silent(rule, after + "\n[[a|b]]\n")

    def test_the_backslash_before_a_pipe_outside_a_table_is_removed(self):
        rule = escaped_pipe_outside_table.RULE
        assert says(rule, "[[a«\\|»b]]") == "escaped pipe in a link outside a table; remove the backslash"
        assert fixes(rule, "[[a«\\|»b]]") == [safe("[[a|b]]")]
        is_silent(rule, self.table.format("[[a\\|b]]"))


class TestUnfinishedLinks:
    @pytest.mark.parametrize("link", ["[[]]", "[[ ]]", "[[|b]]", "![[]]"])
    def test_an_empty_link(self, link):
        message = "link has no target; write the name of a note between the brackets"
        assert says(empty_link.RULE, f"x «{link}» y") == message

    def test_an_unclosed_link(self):
        message = "unclosed “[[”; add “]]” on the same line"
        assert says(unterminated_link.RULE, "x «[[a»\nb]]\n") == message

    @pytest.mark.parametrize("link", ["[[## Below|up]]", "[[##below]]", "![[### Above##Below]]"])
    def test_a_search_that_names_a_heading_of_the_note_is_a_link(self, link):
        is_silent(search_leftover.RULE, f"# Above\n\n{link}\n\n## Below\n")
        is_silent(missing_heading.RULE, f"# Above\n\n{link}\n\n## Below\n")
        finds(search_leftover.RULE, f"# Above\n\n«{link}»\n\n## Belows\n", {"b.md": "## Below\n"})

    @pytest.mark.parametrize("link", ["[[##^id]]", "![[## ^ID]]", "[[##Below#^id]]"])
    def test_a_search_that_names_a_block_of_the_note_is_a_link(self, link):
        is_silent(search_leftover.RULE, f"{link}\n\n## Below\n\ntext ^id\n")
        is_silent(missing_block.RULE, f"{link}\n\n## Below\n\ntext ^id\n")
        finds(search_leftover.RULE, f"«{link}»\n\n## Below\n\ntext ^other\n", {"b.md": "text ^id\n"})

    @pytest.mark.parametrize("search", ["##great leap", "## great leap", "^^great leap"])
    def test_an_unfinished_search(self, search):
        message = f"“{search}” is an unfinished search; replace it with the name of a note"
        assert says(search_leftover.RULE, f"x «[[{search}]]»") == message

    def test_leading_and_trailing_spaces_of_a_target(self):
        rule = link_edge_space.RULE
        assert says(rule, "[[« a »]]") == "link target “a” has leading or trailing spaces; remove them"
        assert fixes(rule, "[[« a#h »| b ]]") == [safe("[[a#h| b ]]")]
        is_silent(rule, "[[a b| c ]]")

    @pytest.mark.parametrize("rule", [search_leftover, link_edge_space, escaped_pipe_outside_table])
    @pytest.mark.parametrize(
        "link", ["[[##{{title}}]]", "[[^^<% tp.x %>|a]]", "![[ {{date}} ]]", "[[ <%* x %>]]", "[[{{date}}\\|day]]"]
    )
    def test_a_placeholder_of_a_template_is_not_reported(self, rule, link):
        is_silent(rule.RULE, f"x {link}\n")


class TestEmbedCycle:
    rule = embed_cycle.RULE

    @pytest.mark.parametrize(
        "text",
        [
            "«![[a]]»",
            "x «![[a#H]]»\n\n# H\n\n«![[#H]]»\n".replace("x «![[a#H]]»", "x ![[a#H]]"),
            "«![[b]]» and [[b]] and «![[b|x]]»",
            "# H\n## I\n«![[b#H]]»",
            "# H\n«![[#I]]»\n## I\n«![[#H]]»\n",
            "«![[#^id]]» x ^id",
        ],
    )
    def test_each_embed_on_the_cycle_is_reported(self, text):
        finds(self.rule, text, {"b.md": "# H\n\n![[c]]\n", "c.md": "![[a]]\n"})

    @pytest.mark.parametrize(
        "text",
        [
            "![[b]]",
            "![[#H]]\n\n# H\n\n# I\n",
            "# H\n![[#I]]\n# I\n",
            "![[b#Other]]",
            "[[a]] and ![[p.png]] and ![[gone]]",
            "%% ![[a]] %%",
            '---\nup: "![[a]]"\n---\n',
            "![[#Gone]]",
            "![[#^id]]\n\nx ^id",
        ],
    )
    def test_other_embeds_are_not(self, text):
        is_silent(self.rule, text, {"b.md": "![[a#Part]]\n# Other\n", "p.png": ""})

    def test_only_the_embedded_part_counts(self):
        finds(self.rule, "# Part\n«![[b]]»\n# Rest\n![[b]]\n", {"b.md": "![[a#Part]]\n"})
        is_silent(self.rule, "# Part\n# Rest\n![[b]]\n", {"b.md": "![[a#Part]]\n"})

    def test_a_note_that_embeds_a_cycle_is_not_on_it(self):
        is_silent(self.rule, "![[b]]", {"b.md": "![[c]]", "c.md": "![[b]]"})


class TestLinkCase:
    rule = link_case.RULE
    others = ("Plans/The Plan.md", "img/Map.PNG", "b.md")

    @pytest.mark.parametrize(
        ("marked", "after"),
        [
            ("[x](«plans/The%20Plan.md»#h)", "[x](Plans/The%20Plan.md#h)"),
            ("[x](<«Plans/the plan.md»>)", "[x](<Plans/The Plan.md>)"),
            ("![x](«Img/map.PNG»)", "![x](img/Map.PNG)"),
            ("![x](«./IMG/Map.png»)", "![x](./img/Map.PNG)"),
            ("[x](«B»)", "[x](b)"),
            ("[x](«/B.md»)", "[x](/b.md)"),
            ("[x](«plans/»)", "[x](Plans/)"),
            ("[x](«map.png»)", "[x](Map.PNG)"),
            ("[x][r]\n\n[r]: «B.md»\n", "[x][r]\n\n[r]: b.md\n"),
        ],
    )
    def test_the_fix_spells_the_path_as_the_file(self, marked, after):
        assert fixes(self.rule, marked, self.others) == [safe(after)]

    @pytest.mark.parametrize(
        "text",
        [
            "[x](b.md) [x](b) [x](Plans/The%20Plan.md) ![x](./img/Map.PNG) [x](x/b.md) [x](Plans)",
            "[[B]] ![[map.png]] [x](gone.MD) [x](../A.md) [x](#H) [x](https://x.org/B.md)",
        ],
    )
    def test_the_same_case_and_other_links(self, text):
        is_silent(self.rule, text, self.others)

    def test_it_is_off_by_default(self):
        assert (self.rule.default, self.rule.severity) == (Severity.OFF, Severity.WARNING)
