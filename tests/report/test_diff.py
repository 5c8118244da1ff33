import random
from difflib import unified_diff
from re import findall

import pytest
from counting import steps

from wikilsp.report import diff as diffs
from wikilsp.text import Edit, Span, apply_edits


def diff(path, before, after):
    """Return the diff of replacing a text by another."""
    return diffs.diff(path, before, [Edit(Span(0, len(before)), after)])


def lines_of(text):
    return findall(r"[^\n]*\n|[^\n]+", text)


def some_edits(rng, text):
    edits, done = [], 0
    for _ in range(rng.randint(0, 5)):
        start = rng.randint(done, len(text))
        done = rng.randint(start, min(len(text), start + 4))
        edits.append(Edit(Span(start, done), rng.choice(["", "a", "\n", "b\n", "\na", "a\nb\n"])))
        done += 1
        if done > len(text):
            break
    return edits


def test_random_edits_give_the_same_diff_as_difflib_or_an_equal_one():
    rng = random.Random(4)  # noqa: S311 - the same texts each time
    alike = 0
    for _ in range(3_000):
        text = "".join(rng.choices(["a\n", "b\n", "c\n", "\n", "a", f"{rng.random()}\n"], k=rng.randint(0, 30)))
        edits = some_edits(rng, text)
        after = apply_edits(text, edits)
        shown = diffs.diff("x", text, edits)
        assert patched(text, shown) == after
        alike += shown.replace("\n\\ No newline at end of file", "") == difflib_diff(text, after)
    assert alike > 2_000


def difflib_diff(before, after):
    lines = unified_diff(lines_of(before), lines_of(after), "x", "x")
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)


def patched(text, shown):
    """Apply a diff, and check that its context matches the text."""
    before, after, at = lines_of(text), [], 0
    for hunk in shown.split("@@ -")[1:]:
        head, body = hunk.split(" @@\n", 1)
        ranges = [(*map(int, part.lstrip("+").split(",")), 1)[:2] for part in head.split(" ")]
        (start, length), (new_start, new_length) = ranges
        start -= length > 0
        after += before[at:start]
        at = start
        assert new_start - (new_length > 0) == len(after)
        lines = [line for line in body.replace("\n\\ No newline at end of file\n", "\0").split("\n") if line]
        lines = [piece for line in lines for piece in line.replace("\0", "\0\n").split("\n") if piece]
        for line in lines:
            said = line[1:].removesuffix("\0") + ("" if line.endswith("\0") else "\n")
            if line[0] in " -":
                assert before[at] == said
                at += 1
            if line[0] in " +":
                after.append(said)
        assert at == start + length
        assert len(after) == new_start - (new_length > 0) + new_length
    return "".join([*after, *before[at:]])


def test_very_many_changes_take_linear_time():
    def show(text):
        places = [match * 4 for match in range(len(text) // 8)]
        diffs.diff("x", text, [Edit(Span(2 * place, 2 * place + 1), "b") for place in places])

    assert steps(show, "a\nc\nd\ne\n" * 600) < 2.5 * steps(show, "a\nc\nd\ne\n" * 300)


def test_changes_have_three_lines_of_context():
    before = "".join(f"{n}\n" for n in range(9))
    assert diff("x/a.md", before, before.replace("4", "four")) == (
        "--- x/a.md\n+++ x/a.md\n@@ -2,7 +2,7 @@\n 1\n 2\n 3\n-4\n+four\n 5\n 6\n 7\n"
    )


def test_no_changes_give_an_empty_diff():
    assert diff("a.md", "x", "x") == ""


def test_a_missing_final_newline_is_marked():
    lines = diff("a.md", "x", "y").split("\n")[3:]
    assert lines == ["-x", "\\ No newline at end of file", "+y", "\\ No newline at end of file", ""]


def test_lines_end_where_patch_ends_them():
    assert diff("a.md", "a\u2028b\rc\r\nd\n", "a\u2028b\rc\r\ne\n") == (
        "--- a.md\n+++ a.md\n@@ -1,2 +1,2 @@\n a\u2028b\rc\r\n-d\n+e\n"
    )


def test_a_name_with_a_space_is_followed_by_a_tab():
    assert diff("a b.md", "", "x\n") == "--- a b.md\t\n+++ a b.md\t\n@@ -0,0 +1 @@\n+x\n"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("a.md", "a.md"),
        ("中 b.md", "中 b.md\t"),
        ('a"b.md', r'"a\"b.md"'),
        ("a\\b.md", r'"a\\b.md"'),
        ("a\n+++ b.md", r'"a\012+++ b.md"'),
        ("\x1b]0;x\x07.md", r'"\033]0;x\007.md"'),
        ("a\u202eb.md", r'"a\342\200\256b.md"'),
    ],
)
def test_a_name_with_special_characters_is_quoted(path, name):
    assert diff(path, "", "x\n") == f"--- {name}\n+++ {name}\n@@ -0,0 +1 @@\n+x\n"
