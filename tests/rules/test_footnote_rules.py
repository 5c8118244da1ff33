import pytest
from one_rule import finds, is_silent, related, says

from wikilsp.lint import lint
from wikilsp.note import Note
from wikilsp.rules import duplicate_footnote, missing_footnote, unknown_callout, unused_footnote
from wikilsp.settings import Settings
from wikilsp.syntax.parse import parse
from wikilsp.text import apply_edits
from wikilsp.vault.vault import Vault


def titles_and_guesses(finding):
    return [(fix.title, fix.safe, fix.guess) for fix in finding.fixes]


class TestMissingFootnote:
    rule = missing_footnote.RULE

    def test_the_message_names_the_footnote(self):
        says(self.rule, "a[^1] b«[^x]»\n\n[^1]: c", "footnote “[^x]” is not defined in this note")

    @pytest.mark.parametrize(
        ("text", "hint"),
        [
            ("a«[^sorce]» b[^source]\n\n[^source]: c", "[^source]"),
            ("a«[^Dikotter]» b[^dikötter]\n\n[^dikötter]: c", "[^dikötter]"),
            ("a«[^yang2008a]» b[^yang2008]\n\n[^yang2008]: c", "[^yang2008]"),
        ],
    )
    def test_a_similar_id_is_proposed(self, text, hint):
        (finding,) = finds(self.rule, text)
        assert finding.message.endswith(f"; did you mean “{hint}”?")

    def test_only_another_spelling_is_sure(self):
        (finding,) = finds(self.rule, "a«[^great-leap]» b[^great_leap]\n\n[^great_leap]: c")
        assert titles_and_guesses(finding) == [("Link to “great_leap”", False, False)]
        assert apply_edits("a[^great-leap]", finding.fixes[0].edits["note.md"]) == "a[^great_leap]"
        (finding,) = finds(self.rule, "a«[^sorce]» b[^source]\n\n[^source]: c")
        assert titles_and_guesses(finding) == [("Link to “source”", False, True)]

    @pytest.mark.parametrize("text", ["a«[^12]» b[^1]\n\n[^1]: c", "a«[^1a]» b[^1b]\n\n[^1b]: c"])
    def test_another_number_is_not_proposed(self, text):
        (finding,) = finds(self.rule, text)
        assert finding.message.endswith("is not defined in this note")
        assert finding.fixes == ()

    def test_a_note_without_footnotes_of_its_own_is_not_checked(self):
        is_silent(self.rule, "a[^1] b[^2]")


class TestUnusedFootnote:
    rule = unused_footnote.RULE

    def test_the_message(self):
        says(self.rule, "a\n\n«[^1]»: c", "footnote “[^1]” is not used; refer to it, or delete it")

    def test_of_two_with_one_id_the_first_is_reported(self):
        finds(self.rule, "«[^1]»: c\n\n[^1]: d")


class TestDuplicateFootnote:
    rule = duplicate_footnote.RULE

    def test_the_message_and_the_first_one(self):
        marked = "a[^x]\n\n[^x]: b\n\n«[^X]»: c"
        finding = says(self.rule, marked, "footnote “[^X]” is already defined in this note; choose another id")
        assert related(finding, marked) == ["[^x]"]

    def test_two_references_are_no_duplicates(self):
        is_silent(self.rule, "a[^1] b[^1]\n\n[^1]: c")


class TestUnknownCallout:
    rule = unknown_callout.RULE

    @pytest.mark.parametrize(
        ("written", "name"), [("warnign", "warning"), ("TODOO", "TODO"), ("Exampel", "Example"), ("faill", "fail")]
    )
    def test_the_near_type_is_proposed_in_the_same_case(self, written, name):
        (finding,) = finds(self.rule, f"> [!«{written}»|x]- Title")
        assert finding.message == f"unknown callout type “{written}”; did you mean “{name}”?"
        assert titles_and_guesses(finding) == [(f"Replace with “{name}”", False, True)]
        assert apply_edits(f"> [!{written}|x]- Title", finding.fixes[0].edits["note.md"]) == f"> [!{name}|x]- Title"

    @pytest.mark.parametrize("written", ["NOTE", "tldr", "recipe", "tipp", "multi-column"])
    def test_known_and_quite_other_types_are_not_reported(self, written):
        is_silent(self.rule, f"> [!{written}] Title")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a[^1] b[^2]\n\n[^1]: c", "missing-footnote"),
        ("a\n\n[^1]: c", "unused-footnote"),
        ("a[^1]\n\n[^1]: b\n\n[^1]: c", "duplicate-footnote"),
        ("> [!nott]", "unknown-callout"),
    ],
)
def test_a_comment_silences_a_finding_and_is_used_by_that(text, code):
    def lint_text(text):
        note = Note("note.md", parse(text, Settings().dialect))
        return [diagnostic.code for diagnostic in lint(Vault(Settings(), [note]), note)]

    assert lint_text(text) == [code]
    assert lint_text(f"<!-- wikilsp-ignore-file {code} -->\n\n{text}") == []
