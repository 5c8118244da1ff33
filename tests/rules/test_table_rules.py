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
