"""Linting of notes: severities, limits and suppressions."""

import subprocess
import sys
from collections import Counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from vaults import vault_of

from wikilsp.lint import lint, lint_vault
from wikilsp.note import Note
from wikilsp.rules import RULES, unused_suppression
from wikilsp.settings import Dialect, Settings, Severity
from wikilsp.syntax.parse import parse
from wikilsp.text import apply_edits
from wikilsp.vault.vault import Vault


def diagnostics(text, *, path="a.md", **settings):
    vault = Vault(Settings(**settings), [Note(path, parse(text, Dialect()))])
    return lint(vault, vault.notes[path])


def found(text, **settings):
    """Return the row and the code of each diagnostic of a note."""
    return [(diagnostic.start.row, diagnostic.code) for diagnostic in diagnostics(text, **settings)]


def unused(text, **settings):
    """Return the messages about the suppressions of a note, and assert that there are no other findings."""
    reported = diagnostics(text, **settings)
    assert {diagnostic.code for diagnostic in reported} <= {"unused-suppression"}
    return [diagnostic.finding.message for diagnostic in reported]


class TestDiagnostics:
    def test_positions_are_one_based_and_the_end_is_exclusive(self):
        (diagnostic,) = diagnostics("\ufefffirst\r\nsee 🐛 [[Nowhere]]\r\n")
        assert (diagnostic.code, diagnostic.severity, diagnostic.path) == ("missing-note", Severity.WARNING, "a.md")
        assert (*diagnostic.start, *diagnostic.end) == (2, 9, 2, 16)
        assert diagnostic.finding.message == "note “Nowhere” not found"

    def test_diagnostics_are_sorted_by_position_and_code(self):
        assert found("[[x]] [[]]\n[[ y ]]\n") == [
            (1, "missing-note"),
            (1, "empty-link"),
            (2, "link-edge-space"),
            (2, "missing-note"),
        ]

    def test_diagnostics_of_a_vault_are_sorted_by_path(self):
        vault = Vault(notes=[Note(path, parse("[[x]]", Dialect())) for path in ("b.md", "a/z.md", "B.md")])
        assert [diagnostic.path for diagnostic in lint_vault(vault)] == ["B.md", "a/z.md", "b.md"]
        assert [diagnostic.path for diagnostic in lint_vault(vault, ["b.md", "B.md"])] == ["B.md", "b.md"]

    def test_a_note_that_is_too_large_has_no_other_finding(self):
        note = Note("a.md", oversize=50_000_000)
        (diagnostic,) = lint(Vault(notes=[note]), note)
        message = "note is too large to check (50,000,000 bytes); split it, or raise “files.max-size” (5,000,000)"
        assert diagnostic.finding.message == message
        assert (*diagnostic.start, *diagnostic.end) == (1, 1, 1, 1)


class TestLimits:
    MESSAGE = "“missing-note” has more than 5,000 findings in this note; split the note"

    def test_findings_of_a_rule_beyond_the_limit_are_cut(self):
        reported = diagnostics("[[x]] " * 5_001 + "[[]]")
        codes = Counter(diagnostic.code for diagnostic in reported)
        assert codes == {"missing-note": 5_000, "large-note": 1, "empty-link": 1}
        (cut,) = [diagnostic for diagnostic in reported if diagnostic.code == "large-note"]
        assert cut.finding.message == self.MESSAGE
        assert cut.start.column == len("[[x]] ") * 5_000 + len("[[") + 1

    def test_findings_up_to_the_limit_are_all_reported(self):
        assert Counter(code for _, code in found("[[x]] " * 5_000)) == {"missing-note": 5_000}

    def test_silenced_findings_count_and_no_comment_is_reported_as_unused(self):
        text = (
            "[[x]] " * 5_001
            + "\n\n[[y]] <!-- wikilsp-ignore missing-note -->\n\n<!-- wikilsp-ignore-file missing-note -->"
        )
        assert found(text) == [(1, "large-note")]

    def test_a_disabled_rule_is_not_reported_as_cut(self):
        assert found("[[x]] " * 5_001, severities={"missing-note": Severity.OFF}) == []

    def test_unread_front_matter_is_reported(self):
        reported = diagnostics("---\nk: [" + "a," * 30_000 + "]\n---\n")
        too_many = "more than 25,000 line ends, commas, colons, hyphens and brackets"
        message = f"front matter is too large to read ({too_many}); shorten it"
        assert [diagnostic.finding.message for diagnostic in reported] == [message]


class TestSettings:
    def test_a_severity_can_be_set(self):
        (diagnostic,) = diagnostics("[[x]]", severities={"missing-note": Severity.ERROR})
        assert diagnostic.severity is Severity.ERROR

    def test_a_disabled_rule_reports_nothing(self):
        assert found("[[x]] [[]]", severities={"missing-note": Severity.OFF}) == [(1, "empty-link")]

    @pytest.mark.parametrize("glob", ["*.md", "drafts/", "drafts/x.md", "/drafts", "**/x.md"])
    def test_codes_can_be_ignored_in_the_notes_that_a_glob_matches(self, glob):
        ignores = {glob: ("missing-note",), "other/": ("empty-link",)}
        assert found("[[x]] [[]]", path="drafts/x.md", per_file_ignores=ignores) == [(1, "empty-link")]

    def test_other_notes_are_not_affected(self):
        ignores = {"drafts/": ("missing-note",)}
        assert found("[[y]]", path="x.md", per_file_ignores=ignores) == [(1, "missing-note")]

    def test_an_ignored_rule_stays_ignored_whatever_its_severity(self):
        settings = {"severities": {"missing-note": Severity.ERROR}, "per_file_ignores": {"*": ("missing-note",)}}
        assert found("[[x]]", **settings) == []


class TestTemplates:
    LINKS = "[[x]] [[#h]] [[#^b]] ![[p.png]] [x](y.md) [x](#z) [[]]"

    @pytest.mark.parametrize("path", ["templates/t.md", "x/_Templates/y/t.md", "TEMPLATES/t.md"])
    def test_links_are_not_checked_in_folders_with_a_usual_name(self, path):
        assert found(self.LINKS, path=path) == [(1, "empty-link")]
        assert len(found(self.LINKS, path=path, template_folders=None)) == 7

    @pytest.mark.parametrize("path", ["templates.md", "x/templates-old/t.md", "my templates/t.md", "t.md"])
    def test_other_notes_are_checked(self, path):
        assert len(found(self.LINKS, path=path)) == 7

    def test_the_folder_of_the_app_replaces_these_names(self):
        app = {"app_template_folder": "meta/forms"}
        assert found(self.LINKS, path="meta/forms/x/t.md", **app) == [(1, "empty-link")]
        assert len(found(self.LINKS, path="templates/t.md", **app)) == 7
        assert len(found(self.LINKS, path="meta/forms.md", **app)) == 7

    def test_the_settings_add_folders(self):
        for path in ("forms/t.md", "templates/t.md"):
            assert found(self.LINKS, path=path, template_folders=("forms",)) == [(1, "empty-link")]
        more = {"template_folders": ("forms",), "app_template_folder": "meta"}
        assert len(found(self.LINKS, path="templates/t.md", **more)) == 7
        assert found(self.LINKS, path="forms/t.md", **more) == found(self.LINKS, path="meta/t.md", **more)


class TestSuppressions:
    @pytest.mark.parametrize(
        "text",
        [
            "[[x]] <!-- wikilsp-ignore missing-note -->",
            "[[x]] %% wikilsp-ignore missing-note %%",
            "[[x]] <!-- wikilsp-ignore -->",
            "<!-- wikilsp-ignore missing-note -->\n[[x]]",
            "%% wikilsp-ignore %%\n[[x]]",
            "[[x]]\n\n<!-- wikilsp-ignore-file missing-note -->",
            "<!-- wikilsp-ignore-file -->\n\n[[x]] [[]]",
            "[[x]] [[]] <!-- wikilsp-ignore empty-link missing-note -->",
        ],
    )
    def test_a_comment_silences_its_line_the_next_line_or_the_note(self, text):
        assert found(text) == []

    def test_other_lines_and_other_codes_are_still_reported(self):
        text = "[[x]] [[]] <!-- wikilsp-ignore missing-note -->\n[[x]]\n"
        assert found(text) == [(1, "empty-link"), (2, "missing-note")]


class TestUnusedSuppressions:
    @pytest.mark.parametrize("comment", ["<!-- wikilsp-ignore -->", "%% wikilsp-ignore-file %%"])
    def test_a_comment_that_silences_nothing(self, comment):
        assert unused(f"text {comment}\n") == ["comment silences nothing; delete it"]

    def test_a_code_that_silences_nothing(self):
        text = "[[x]] <!-- wikilsp-ignore missing-note empty-link -->"
        assert unused(text) == ["“empty-link” silences nothing here; delete it"]

    def test_a_code_that_does_not_exist(self):
        assert unused("text <!-- wikilsp-ignore mising-note -->\n") == [
            "unknown rule “mising-note”; did you mean “missing-note”?"
        ]
        assert unused("text <!-- wikilsp-ignore MD001 -->\n") == ["unknown rule “MD001”; delete it"]

    def test_the_code_of_a_disabled_rule_is_not_reported(self):
        text = "text <!-- wikilsp-ignore empty-link -->"
        assert unused(text, severities={"empty-link": Severity.OFF}) == []
        assert unused(text, per_file_ignores={"a.md": ("empty-link",)}) == []

    @pytest.mark.parametrize("comment", ["<!-- wikilsp-ignore -->", "%% wikilsp-ignore-file %%"])
    def test_a_comment_without_codes_is_used_even_if_the_rule_is_disabled(self, comment):
        off = {"missing-note": Severity.OFF}
        assert unused(f"[[x]] {comment}", severities=off) == []
        assert unused(f"[[x]] {comment}", per_file_ignores={"a.md": ("missing-note",)}) == []
        assert unused(f"text {comment}", severities=off) == ["comment silences nothing; delete it"]

    def test_a_comment_without_codes_does_not_enable_a_rule(self):
        text = "[[x]] <!-- wikilsp-ignore -->\n[[x]]\n"
        assert found(text, severities={"missing-note": Severity.OFF}) == []

    def test_the_rule_reports_nothing_by_itself(self):
        note = Note("a.md", parse("<!-- wikilsp-ignore -->", Dialect()))
        assert list(unused_suppression.RULE.check(Vault(notes=[note]), note)) == []

    def test_it_can_be_disabled(self):
        assert unused("<!-- wikilsp-ignore -->", severities={"unused-suppression": Severity.OFF}) == []

    def test_two_comments_that_silence_the_same_finding_are_both_used(self):
        assert found("<!-- wikilsp-ignore-file missing-note -->\n\n[[x]] <!-- wikilsp-ignore -->\n") == []

    def test_a_comment_can_silence_unused_suppression(self):
        assert unused("text <!-- wikilsp-ignore empty-link unused-suppression -->\n") == []
        assert unused("<!-- wikilsp-ignore-file unused-suppression -->\n\ntext <!-- wikilsp-ignore -->\n") == []
        assert unused("<!-- wikilsp-ignore-file -->\n\n[[x]]\n\ntext <!-- wikilsp-ignore -->\n") == []

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            ("text <!-- wikilsp-ignore empty-link -->\nmore", "text \nmore"),
            ("text\n\n<!-- wikilsp-ignore -->\nmore\n", "text\n\nmore\n"),
            ("text\r\n\r\n%% wikilsp-ignore %% \r\nmore\r\n", "text\r\n\r\nmore\r\n"),
            ("- <!-- wikilsp-ignore -->\nmore\n", "- \nmore\n"),
            ("text\n\n<!-- wikilsp-ignore -->", "text\n\n"),
            ("<!-- wikilsp-ignore-file mojibake -->\ntext\n", "\ntext\n"),
        ],
    )
    def test_the_comment_is_removed_and_its_line_if_it_is_empty(self, before, after):
        (diagnostic,) = diagnostics(before)
        (fix,) = diagnostic.finding.fixes
        assert fix.safe
        assert diagnostic.finding.unnecessary
        assert apply_edits(before, fix.edits["a.md"]) == after

    @pytest.mark.parametrize(
        "codes", ["missing-note empty-link", "empty-link missing-note", "missing-note, empty-link"]
    )
    def test_only_the_unused_code_is_removed_from_a_comment(self, codes):
        text = f"[[x]] <!-- wikilsp-ignore {codes} -->"
        (diagnostic,) = diagnostics(text)
        assert text[diagnostic.finding.span.start : diagnostic.finding.span.end] == "empty-link"
        (fix,) = diagnostic.finding.fixes
        assert apply_edits(text, fix.edits["a.md"]) == "[[x]] <!-- wikilsp-ignore missing-note -->"


def test_linting_does_not_import_heavy_modules():
    program = (
        "import sys; from wikilsp.lint import lint; from wikilsp.note import Note;"
        "from wikilsp.vault.vault import Vault;"
        "note = Note('a.md'); lint(Vault(notes=[note]), note);"
        "print(*({'pygls', 'lsprotocol', 'asyncio', 'rich', 'yaml', 'ftfy', 'rapidfuzz', 'pathspec'} & {*sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


LINES = (
    "[[x]] <!-- wikilsp-ignore missing-note -->",
    "[[x]] <!-- wikilsp-ignore -->",
    "[[ x ]] <!-- wikilsp-ignore link-edge-space, missing-note, missing-note -->",
    "[[2024-01-01]] <!-- wikilsp-ignore missing-note -->",
    "[[x]] <!-- wikilsp-ignore missing-daily-note, missing-note -->",
    "[[2024-01-01]] <!-- wikilsp-ignore missing-daily-note, missing-note -->",
    "<!-- wikilsp-ignore -->",
    "<!-- wikilsp-ignore --> <!-- wikilsp-ignore -->",
    "<!-- wikilsp-ignore missing-note --> <!-- wikilsp-ignore mojibake -->",
    "<!-- wikilsp-ignore-file link-edge-space -->",
    "<!-- wikilsp-ignore-file -->",
    "[[x]]",
    "[[ x ]]",
    "",
)


class NaiveSilencing:
    """Compares each comment with each finding."""

    def __init__(self, suppressions):
        self.suppressions = suppressions
        self.silenced = {}

    def silences(self, row, codes, span):
        found = [
            one
            for one in self.suppressions
            if one.row in (0, row) and (codes & set(one.codes) if one.codes else one.span != span)
        ]
        for one in found:
            self.silenced.setdefault(one, set()).update(codes)
        return bool(found)

    def has_silenced(self, suppression, code=None):
        codes = self.silenced.get(suppression, set())
        return bool(codes) if code is None else code in codes


def lint_naively(text):
    """Return the findings in a note that no comment silences, comparing each comment with each finding."""
    facts = parse(text, Dialect())
    note = Note("a.md", facts)
    vault = Vault(Settings(), [note])
    severities = {rule.code: rule.severity for rule in RULES}
    silencing, left = NaiveSilencing(facts.suppressions), []
    for rule in RULES:
        last = rule is unused_suppression.RULE
        findings = unused_suppression.find_unused(note, silencing, severities) if last else rule.check(vault, note)
        left += (
            (rule.code, finding.span)
            for finding in findings
            if not silencing.silences(
                note.position(finding.span.start).row, {rule.code, rule.covered_by or rule.code}, finding.span
            )
        )
    return sorted(left)


@given(st.lists(st.sampled_from(LINES), max_size=7))
@example(["<!-- wikilsp-ignore --> <!-- wikilsp-ignore -->", "<!-- wikilsp-ignore-file -->"])
def test_comments_silence_the_findings_that_they_name(lines):
    text = "\n".join(lines)
    assert sorted((one.code, one.finding.span) for one in diagnostics(text)) == lint_naively(text)


DAY = "[[2024-01-01]]"


@pytest.mark.parametrize(
    "text",
    [
        f"{DAY} <!-- wikilsp-ignore missing-note -->",
        f"{DAY} <!-- wikilsp-ignore missing-daily-note -->",
        f"%% wikilsp-ignore missing-note %%\n{DAY}",
        f"<!-- wikilsp-ignore-file missing-note -->\n\n{DAY}",
    ],
)
def test_a_comment_for_the_more_general_rule_silences_as_well(text):
    assert [one.code for one in diagnostics(text)] == []


def test_a_comment_for_the_more_special_rule_silences_no_other():
    found = [one.code for one in diagnostics("[[x]] <!-- wikilsp-ignore missing-daily-note -->")]
    assert found == ["missing-note", "unused-suppression"]


@pytest.mark.parametrize("code", ["missing-note", "missing-daily-note"])
def test_rules_that_are_off_in_some_notes_include_the_more_special_ones(code):
    settings = Settings(per_file_ignores={"j/**": (code,)})
    vault = vault_of(f"//- j/a.md\n{DAY}\n//- b.md\n{DAY}\n", settings)
    assert [one.path for one in lint_vault(vault)] == ["b.md"]
