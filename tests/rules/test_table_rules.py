import pytest
from one_rule import PATH, finds, is_silent

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
    def test_one_fix_makes_the_link_whole(self, cell, fixed):
        (finding,) = finds(self.rule, f"{HEAD}| {cell} |\n")
        (fix,) = finding.fixes
        text = HEAD + f"| {cell.replace('«', '').replace('»', '')} |\n"
        mended = apply_edits(text, fix.edits[PATH])
        assert mended == f"{HEAD}| {fixed} |\n"
        assert len(parse(mended, Dialect()).links) == 1

    @pytest.mark.parametrize("cell", [r"[[a\|b]]", r"![[i.png\|alt\|100]]", "`[[a|b]]`", r"\[[a|b]]", "[a]|[b]"])
    def test_an_escaped_bar_and_an_example_are_good(self, cell):
        is_silent(self.rule, f"{HEAD}| {cell} |\n")
