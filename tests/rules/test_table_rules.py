import pytest
from one_rule import PATH, finds, fixes, is_silent, says

from wikilsp.rules import unescaped_pipe_in_table
from wikilsp.settings import Dialect
from wikilsp.syntax.parse import parse
from wikilsp.text import apply_edits

HEAD = "| t |\n|---|\n"


class TestUnescapedPipeInTable:
    rule = unescaped_pipe_in_table.RULE

    @pytest.mark.parametrize(
        ("cell", "fixed"),
        [
            ("«[[a|b]]»", r"[[a\|b]]"),
            ("«![[i.png|alt|100]]»", r"![[i.png\|alt\|100]]"),
            (r"«![[i.png\|alt|100]]»", r"![[i.png\|alt\|100]]"),
            ("«[[n|c|d]]» and `[[x|y]]`", r"[[n\|c\|d]] and `[[x|y]]`"),
        ],
    )
    def test_the_fix_escapes_all_pipes_of_the_link(self, cell, fixed):
        (finding,) = finds(self.rule, f"{HEAD}| {cell} |\n")
        (fix,) = finding.fixes
        text = HEAD + f"| {cell.replace('«', '').replace('»', '')} |\n"
        fixed_text = apply_edits(text, fix.edits[PATH])
        assert fixed_text == f"{HEAD}| {fixed} |\n"
        assert len(parse(fixed_text, Dialect()).links) == 1

    @pytest.mark.parametrize("cell", [r"[[a\|b]]", r"![[i.png\|alt\|100]]", "`[[a|b]]`", r"\[[a|b]]", "[a]|[b]"])
    def test_escaped_pipes_and_code_are_valid(self, cell):
        is_silent(self.rule, f"{HEAD}| {cell} |\n")


class TestLineBelowATable:
    """A line directly below a table is a row of it. If only its links have pipes, a blank line is missing."""

    rule = unescaped_pipe_in_table.RULE
    message = "the table above includes this line, and its pipe splits this link; insert a blank line above it"

    @pytest.mark.parametrize(
        ("marked", "fixed"),
        [
            (f"{HEAD}| 1 |\n«![[i.png|300]]»\n", f"{HEAD}| 1 |\n\n![[i.png|300]]\n"),
            (f"{HEAD}«![[i.png|300]]»", f"{HEAD}\n![[i.png|300]]"),
            (f"{HEAD}See «[[a|b]]» for more.\n", f"{HEAD}\nSee [[a|b]] for more.\n"),
            (f"{HEAD}Text.\n«![[i.png|3]]»\nText.\n", f"{HEAD}\nText.\n![[i.png|3]]\nText.\n"),
            ("a | b\n--|--\n1 | 2\n«![[i.png|3]]»\n", "a | b\n--|--\n1 | 2\n\n![[i.png|3]]\n"),
            ("| a |\r\n|---|\r\n«![[i|3]]»\r\n", "| a |\r\n|---|\r\n\r\n![[i|3]]\r\n"),
            ("- | a |\n  |---|\n  «![[i|3]]»\n", "- | a |\n  |---|\n\n  ![[i|3]]\n"),
            (f"{HEAD}\n{HEAD}| 1 |\n«[[i|3]]»\n", f"{HEAD}\n{HEAD}| 1 |\n\n[[i|3]]\n"),
        ],
    )
    def test_the_fix_inserts_a_blank_line(self, marked, fixed):
        fixes(self.rule, marked, self.message, fixed, safe=False)
        is_silent(self.rule, fixed)

    def test_several_links_have_the_same_fix(self):
        found = finds(self.rule, f"{HEAD}| 1 |\n«![[i|3]]» «[[a|b]]»\n«![[j|3]]»\n")
        assert [finding.message for finding in found] == [self.message] * 3
        assert [finding.fixes for finding in found] == [found[0].fixes] * 3

    @pytest.mark.parametrize("marked", ["> | a |\n> |---|\n> «![[i|3]]»\n", "- > | a |\n  > |---|\n  > «[[i|3]]»\n"])
    def test_there_is_no_fix_in_a_quote(self, marked):
        says(self.rule, marked, self.message)

    @pytest.mark.parametrize(
        "row",
        [
            "| «[[a|b]]» |",
            "«[[a|b]]» | c",
            "| «![[i.png|300]]»",
            "«![[i.png|300]]» `x|y`",
            "«[[a|b]]»\n| c |",
        ],
    )
    def test_the_pipe_of_a_row_is_escaped(self, row):
        (finding,) = finds(self.rule, f"{HEAD}{row}\n")
        assert [fix.title for fix in finding.fixes] == ["Escape pipe"]

    def test_a_header_is_a_row(self):
        (finding,) = finds(self.rule, "«[[a|b]]»\n---|---\n")
        assert [fix.title for fix in finding.fixes] == ["Escape pipe"]

    @pytest.mark.parametrize("line", ["![[i.png]]", r"![[i.png\|300]]", "![x](i.png)", "Text."])
    def test_a_line_without_a_split_link_is_not_reported(self, line):
        is_silent(self.rule, f"{HEAD}| 1 |\n{line}\n")

    def test_a_blank_line_or_a_heading_ends_the_table(self):
        is_silent(self.rule, f"{HEAD}| 1 |\n\n![[i.png|300]]\n")
        is_silent(self.rule, f"{HEAD}| 1 |\n# ![[i.png|300]]\n")
