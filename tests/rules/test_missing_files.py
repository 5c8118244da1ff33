"""Links to a missing file or attachment."""

import pytest
from linking_note import creates, finds, fixes, guess, is_silent, may_be_missing, says, unsafe

from wikilsp.rules import missing_anchor, missing_attachment, missing_file, missing_note
from wikilsp.settings import Dialect, Settings, Severity


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
