"""Links to a missing heading, block or anchor."""

import pytest
from linking_note import finds, fixes, guess, is_silent, says, unsafe

from wikilsp.rules import missing_anchor, missing_block, missing_heading
from wikilsp.settings import Dialect, Settings


class TestMissingHeading:
    rule = missing_heading.RULE

    @pytest.mark.parametrize("written", ["famine", "Why^famine", "why ^FAMINE"])
    def test_a_block_id_without_a_caret_is_recognized(self, written):
        b = {"b.md": "# Famines\nx ^famine\n"}
        assert says(self.rule, f"[[b#«{written}»]]", b).endswith("not found in “b”; did you mean “^famine”?")
        assert fixes(self.rule, f"[[b#«{written}»|x]]", b) == [unsafe("[[b#^famine|x]]")]

    def test_only_the_last_part_of_a_path_can_be_a_block_id(self):
        assert fixes(self.rule, "[[b#«famine»#x]]", {"b.md": "# famished\nx ^famine\n"}) == []

    def test_a_similar_heading_is_a_guess_unless_only_its_spelling_differs(self):
        assert fixes(self.rule, "[[b#«Relatons»]]", {"b.md": "# Relations\n"}) == [guess("[[b#Relations]]")]
        assert fixes(self.rule, "[[b#«New thing»]]", {"b.md": "# New things\n"}) == [unsafe("[[b#New things]]")]

    def test_the_message_names_the_note_the_heading_and_the_nearest_heading(self):
        message = "heading “Source” not found in “Famine”; did you mean “Sources”?"
        assert says(self.rule, "[[x/Famine#«Source»|there]]", {"x/Famine.md": "# Sources\n"}) == message

    def test_the_message_calls_the_note_of_the_link_this_note(self):
        assert says(self.rule, "[[#«Effects»]]\n\n# Causes\n") == "heading “Effects” not found in this note"

    def test_the_fix_inserts_the_nearest_heading_without_special_characters(self):
        famine = {"Famine.md": "# Causes: [[weather]] & *men*\n"}
        assert fixes(self.rule, "[[Famine#«Causes weather & man»|why]]", famine) == [
            guess("[[Famine#Causes: weather & men|why]]")
        ]

    @pytest.mark.parametrize("path", ["Before#Rates", "before#RATES", "Before#Deep#Rates", "Rates"])
    def test_a_heading_path_matches_at_any_depth(self, path):
        is_silent(self.rule, f"[[b#{path}]]", {"b.md": "# Before\n## Deep\n### Rates\n# After\n## Rates\n"})

    def test_the_first_missing_heading_of_a_path_is_reported(self):
        b = {"b.md": "# Before\n## Prices\n# After\n## Rates\n"}
        assert says(self.rule, "[[b#Before#«Rates»]]", b) == "heading “Rates” not found below “Before” in “b”"
        assert fixes(self.rule, "[[b#Before#«Rates»]]", b) == []
        assert (
            says(self.rule, "[[b#«Beforr»#Prices]]", b) == "heading “Beforr” not found in “b”; did you mean “Before”?"
        )
        assert fixes(self.rule, "[[b#«Beforr»#Prices]]", b) == [guess("[[b#Before#Prices]]")]

    def test_embeds_are_checked(self):
        finds(self.rule, "![[b#«x»]]", ["b.md"])

    def test_a_heading_inside_a_comment_does_not_exist(self):
        finds(self.rule, "[[b#«H»]]", {"b.md": "<!--\n## H\n-->\n"})

    @pytest.mark.parametrize(
        "text", ["[[gone#x]]", "[[doc.pdf#page=3]]", "![[p.png#outline]]", "[[##x]]", "[[b#{{h}}]]", "[t](b.md#x)"]
    )
    def test_links_without_checkable_headings_are_ignored(self, text):
        is_silent(self.rule, text, ["b.md", "doc.pdf", "p.png"])

    def test_a_heading_is_missing_only_if_no_note_of_that_name_has_it(self):
        others = {"x/b.md": "# Here\n", "y/z/b.md": "# There\n"}
        is_silent(self.rule, "[[b#Here]] [[b#There]] ![[b#there]]", others)
        is_silent(self.rule, "[[b#Here]] [[b#There]]", {**others})
        assert says(self.rule, "[[b#«Gone»]]", others) == "heading “Gone” not found in “b”"
        finds(self.rule, "[[x/b#«There»]]", others)

    def test_a_heading_is_missing_if_another_note_with_it_is_no_candidate(self):
        finds(self.rule, "[[b#«There»]]", {"b.md": "", "x/b.md": "# There\n"})

    def test_a_shared_alias(self):
        alias = "---\naliases: [AI]\n---\n"
        is_silent(self.rule, "[[AI#H]]", {"b.md": alias, "x/c.md": f"{alias}# H\n"})

    def test_headings_are_not_missing_if_very_many_notes_have_the_name(self):
        is_silent(self.rule, "[[b#x]]", [f"{number}/b.md" for number in range(51)])
        finds(self.rule, "[[b#«x»]]", [f"{number}/b.md" for number in range(50)])

    def test_exact_headings(self):
        finds(
            self.rule,
            "[[b#«wifi 2 4»]] [[b#Wifi 2.4]]",
            {"b.md": "# Wifi 2.4\n"},
            settings=Settings(Dialect(headings="exact")),
        )


class TestMissingBlock:
    rule = missing_block.RULE

    def test_the_message_names_the_note_the_block_and_the_nearest_block(self):
        message = "block “^famin” not found in “b”; did you mean “^famine”?"
        assert says(self.rule, "[[b#^«famin»]]", {"b.md": "x ^famine\n"}) == message
        assert fixes(self.rule, "[[b#^«famin»|x]]", {"b.md": "x ^famine\n"}) == [guess("[[b#^famine|x]]")]

    @pytest.mark.parametrize("block", ["group", "groups=a", "areas", "frame a"])
    def test_other_words_do_not_select_a_part_of_a_drawing(self, block):
        finds(self.rule, f"![[b#^«{block}»]]", ["b.md"])

    def test_nothing_is_suggested_without_a_similar_id(self):
        assert says(self.rule, "![[#^«37066d»]]\n\nx ^famine\n") == "block “^37066d” not found in this note"

    @pytest.mark.parametrize(
        "text",
        [
            "[[b#^ID]]",
            "![[b#^group=a1]]",
            "[[b#^clippedframe=a|x]]",
            "[t](b.md#^area=a)",
            "[[gone#^x]]",
            "[[doc.pdf#^x]]",
            "[t](b.md#^x)",
            "[[b#x]]",
        ],
    )
    def test_existing_blocks_and_other_links_are_ignored(self, text):
        is_silent(self.rule, text, {"b.md": "x ^id\n", "doc.pdf": ""})

    def test_a_block_is_missing_only_if_no_note_of_that_name_has_it(self):
        others = {"x/b.md": "x ^here\n", "y/z/b.md": "x ^there\n"}
        is_silent(self.rule, "[[b#^here]] [[b#^there]]", others)
        finds(self.rule, "[[b#^«gone»]]", others)
        is_silent(missing_anchor.RULE, "[x](no/b.md#^there)", others)


class TestMissingAnchor:
    rule = missing_anchor.RULE

    @pytest.mark.parametrize(
        "anchor", ["fn1", "fn:1", "fn-1", "fnref1", "fnref:12", "fnref-1-2", ":~:text=a,b", "tab/windows", "tab/a/b"]
    )
    def test_anchors_of_apps_are_not_checked(self, anchor):
        is_silent(self.rule, f"[x](b.md#{anchor}) [y](#{anchor})", ["b.md"])

    @pytest.mark.parametrize("anchor", ["fn:src", "fnref:SRC", "fn-src", "fnsrc", "fnref-src", "fn:fn", "fnfn"])
    def test_anchors_of_footnotes_that_the_note_defines(self, anchor):
        is_silent(self.rule, f"[x](b.md#{anchor})", {"b.md": "a[^src] b[^fn]\n\n[^src]: c\n[^fn]: d\n"})

    @pytest.mark.parametrize("text", ["", "a[^src]\n", "`[^src]: b`\n", "[^other]: b\n", "[src]: b.md\n"])
    def test_anchors_of_other_footnotes(self, text):
        finds(self.rule, "[x](b.md#«fn:src») [y](#«fn:src»)", {"b.md": text})

    @pytest.mark.parametrize("anchor", ["fn", "fnord", "fnref:", "text=a", "tabs", "xfn1"])
    def test_similar_anchors_are(self, anchor):
        finds(self.rule, f"[x](b.md#«{anchor}»)", ["b.md"])
        finds(missing_heading.RULE, "[[b#«fn1»]] [[b#«tab/x»]]", ["b.md"])

    def test_the_message_names_the_note_the_anchor_and_the_nearest_anchor(self):
        message = "anchor “#the-source” not found in “b”; did you mean “#the-sources”?"
        assert says(self.rule, "[x](b.md#«the-source»)", {"b.md": "# The sources\n"}) == message
        assert fixes(self.rule, "[x](b.md#«the-source»)", {"b.md": "# The sources\n"}) == [
            unsafe("[x](b.md#the-sources)")
        ]

    @pytest.mark.parametrize("link", ["b.md##H", "b.md#%23H", "b.md##h", "b.md#pii", "b.md#notes", "b.md#@"])
    def test_other_ways_to_write_an_anchor(self, link):
        is_silent(self.rule, f"[x]({link})", {"b.md": "# H\n# Personal data {#pii}\n# Notes [^1]\n# @\n"})

    @pytest.mark.parametrize("link", ["##Hh", "%23Hh", "pi", "@@", "NOTES-2"])
    def test_anchors_that_are_still_missing(self, link):
        finds(self.rule, f"[x](b.md#«{link}»)", {"b.md": "# H\n# Personal data {#pii}\n# Notes [^1]\n# @\n"})

    def test_a_block_is_an_anchor(self):
        assert fixes(self.rule, "[x](#«^famin»)\n\ny ^famine\n") == [guess("[x](#^famine)\n\ny ^famine\n")]

    def test_a_definition_is_reported_once(self):
        assert says(self.rule, "[one][f], [two][f]\n\n[f]: b.md#«x»\n", ["b.md"]) == "anchor “#x” not found in “b”"

    @pytest.mark.parametrize(
        "text",
        [
            "[x](b.md#the-sources) [x](b.md#the-sources-1) [x](b.md#The%20sources) [x](b.md#^id) [x](b.md#html)",
            "[x](b.md) [x](b.md#) [x](gone.md#y) [x](p.png#y) [x](code.py#L10)",
            "[[b#x]]",
        ],
    )
    def test_existing_and_uncheckable_anchors_are_ignored(self, text):
        b = '# The sources\n# The sources\n\n<a id="html"></a> x ^id\n'
        is_silent(self.rule, text, {"b.md": b, "p.png": "", "code.py": ""})
