"""Links to a missing note, file, heading, block or anchor."""

import pytest
from linking_note import creates, finds, fixes, found_by, guess, is_silent, says, unsafe

from wikilsp.rules import (
    link_edge_space,
    missing_anchor,
    missing_attachment,
    missing_block,
    missing_daily_note,
    missing_file,
    missing_heading,
    missing_note,
)
from wikilsp.settings import Dialect, Settings, Severity


def may_be_missing(*globs):
    return Settings(ignore_targets=globs)


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


class TestMissingAttachment:
    rule = missing_attachment.RULE

    def test_the_message_names_the_target_and_the_nearest_file(self):
        message = "file “map of chian.png” not found; did you mean “map of china.png”?"
        assert says(self.rule, "![[«map of chian.png»|300]]", ["img/map of china.png"]) == message

    def test_the_fix_inserts_the_nearest_name_and_creates_nothing(self):
        after = unsafe("![[map of china.png|300]]")
        assert fixes(self.rule, "![[«map of chian.png»|300]]", ["img/map of china.png"]) == [after]

    def test_there_is_no_fix_without_a_similar_name(self):
        assert fixes(self.rule, "[[«x.pdf»#page=3]]") == []

    def test_a_file_of_another_type_is_a_guess(self):
        assert fixes(self.rule, "![[«Great map.jpg»]]", ["Great map.jpeg"]) == [guess("![[Great map.jpeg]]")]
        assert fixes(self.rule, "![[«Great map.PDF»]]", ["Great-map.pdf"]) == [unsafe("![[Great-map.pdf]]")]

    @pytest.mark.parametrize("name", ["a.PNG", "b.canvas", "c.tar.gz", "d.base", "e.py", "f/g.xlsx"])
    def test_the_extension_distinguishes_files_from_notes(self, name):
        finds(self.rule, f"[[«{name}»]]")
        is_silent(missing_note.RULE, f"[[{name}]]")

    @pytest.mark.parametrize("text", ["![[p.png]]", "![[p]]", "![[x]y.png]]", "![](q.png)"])
    def test_existing_files_and_notes_are_ignored(self, text):
        is_silent(self.rule, text, ["img/p.png"])

    def test_ignored_targets(self):
        is_silent(self.rule, "![[cover.png]]", settings=may_be_missing("*.PNG"))


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


class TestMissingFile:
    rule = missing_file.RULE

    def test_the_message_names_the_path_and_the_nearest_file(self):
        message = "file “notes/Famin e.md” not found; did you mean “notes/Famine.md”?"
        assert says(self.rule, "[x](«notes/Famin%20e.md»#causes)", ["notes/Famine.md"]) == message

    def test_fixes_insert_the_nearest_path_encoded_or_create_the_note(self):
        assert fixes(self.rule, '[x](«notes/Great%20Laep.md»#why "t")', ["notes/Great Leap.md"]) == [
            unsafe('[x](notes/Great%20Leap.md#why "t")'),
            creates("notes/Great Laep.md"),
        ]

    def test_attachments_are_not_created(self):
        assert fixes(self.rule, "![x](«p.png»)") == []

    @pytest.mark.parametrize(
        ("marked", "after"),
        [
            ("['T'](«'https://x.org/watch?v=1#t'»)", "['T'](https://x.org/watch?v=1#t)"),
            ('[T](«"mailto:x@example.org"»)', "[T](mailto:x@example.org)"),
            ("![T](<«‘img/p.png’»>)", "![T](<img/p.png>)"),
            ("[T]: «“https://x.org”»\n", "[T]: https://x.org\n"),
        ],
    )
    def test_quotes_around_a_destination_are_removed(self, marked, after):
        assert fixes(self.rule, marked, ["img/p.png", "https/x.org.md"]) == [unsafe(after)]

    @pytest.mark.parametrize("path", ["'gone.png'", "%27https://x.org%27", "'https://x.org", "'https://x.org/%20a'"])
    def test_other_quotes_are_left_alone(self, path):
        assert fixes(self.rule, f"[x](«{path}»)", ["img/p.png"]) == []

    def test_a_path_is_sure_only_in_the_folder_that_it_names(self):
        others = ["notes/Great-Leap.md"]
        after = unsafe("[x](notes/Great-Leap.md)")
        assert fixes(self.rule, "[x](«notes/Great%20Leap.md»)", others)[0] == after
        assert fixes(self.rule, "[x](«./Great_Leap.md»)", others)[0] == after
        assert fixes(self.rule, "[x](«drafts/Great_Leap.md»)", others)[0] == guess("[x](notes/Great-Leap.md)")

    def test_a_definition_is_reported_instead_of_its_links(self):
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
    def test_existing_and_external_destinations_are_ignored(self, text):
        is_silent(self.rule, text, ["b.md", "img/p.png", "my file.pdf"])

    def test_ignored_files_and_ignored_targets(self):
        is_silent(self.rule, "[x](build/out.html)", ignored=["build/out.html"])
        is_silent(self.rule, "[x](build/out.html)", settings=may_be_missing("build/*"))


def site(root):
    return Settings(Dialect(content_root=root))


class TestContentRoot:
    rule = missing_file.RULE

    def test_a_page_of_a_site(self):
        others = ["content/a.md", "content/b/index.md", "content/c/_index.md", "content/img/p.png", "content/d/e.md"]
        text = "[x](/a) [x](/a/) [x](/b/) [x](/b#h) [x](/c) [x](/img/p.png) [x](/d/e.md) [x](/d/) [x](/A/)"
        for root in ("content", "content/"):
            is_silent(self.rule, text, others, settings=site(root))
        gone = "[x](«/content/gone») [x](«/gone/») [x](«/b/_index/x») [x](«content/gone»)"
        finds(self.rule, gone, others, settings=site("content"))

    def test_the_root_of_the_vault_may_be_the_content_root(self):
        others = ["b/index.md"]
        (found,) = finds(self.rule, "[x](/b/) [x](«/c/»)", others, settings=site("."))
        assert found.most == Severity.ERROR

    def test_the_anchor_is_looked_up_in_the_page(self):
        others = {"content/b/index.md": "# One\n", "b.md": "# Two\n"}
        is_silent(missing_anchor.RULE, "[x](/b/#one)", others, settings=site("content"))
        finds(missing_anchor.RULE, "[x](/b/#«two»)", others, settings=site("content"))

    @pytest.mark.parametrize(
        ("link", "most"),
        [
            ("/gone", Severity.HINT),
            ("/x/gone/", Severity.HINT),
            ("/gone.png", Severity.ERROR),
            ("/gone.md#h", Severity.ERROR),
            ("gone", Severity.ERROR),
            ("./gone/", Severity.ERROR),
        ],
    )
    def test_without_a_content_root_a_missing_page_is_a_hint(self, link, most):
        path, mark, anchor = link.partition("#")
        (found,) = finds(self.rule, f"[x](«{path}»{mark}{anchor})", ["b.md"])
        assert found.most == most


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
