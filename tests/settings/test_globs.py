"""Globs match as in `.gitignore`, in linear time."""

import re
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pathspec.patterns.gitignore import GitIgnorePatternError
from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

from wikilsp.settings import Globs
from wikilsp.settings.glob import LONGEST, GlobError, parse_glob
from wikilsp.settings.globs import MOST_CHARACTERS


@pytest.mark.parametrize(
    ("glob", "matched", "not_matched"),
    [
        ("a.md", ["a.md", "x/a.md", "x/y/a.md"], ["ba.md", "a.md.md", "a.md/b.md", "A.md"]),
        ("/a.md", ["a.md"], ["x/a.md"]),
        ("x/a.md", ["x/a.md"], ["y/x/a.md"]),
        ("*.md", ["a.md", "x/a.md"], ["a.markdown"]),
        ("*", ["a", "x/y"], []),
        ("**", ["a", "x/y"], []),
        ("x/*", ["x/a"], ["x", "x/a/b", "y/x/a"]),
        ("x/**", ["x/a", "x/a/b"], ["x", "y/x/a"]),
        ("**/x", ["x", "a/x", "a/b/x"], ["x/a", "ax"]),
        ("x/**/y", ["x/y", "x/a/y", "x/a/b/y"], ["y", "x/ay", "a/x/y"]),
        ("?.md", ["a.md", "é.md"], [".md", "ab.md", "/.md"]),
        ("[ab].md", ["a.md", "b.md"], ["c.md", "[ab].md"]),
        ("[!ab].md", ["c.md"], ["a.md"]),
        (r"\#a", ["#a"], ["a"]),
        (r"\!a", ["!a"], ["a"]),
        ("a ", ["a"], ["a "]),
        (r"a\ ", ["a "], ["a"]),
        ("a\tb", ["a\tb"], ["ab"]),
    ],
)
def test_a_glob_matches_as_in_gitignore(glob, matched, not_matched):
    globs = Globs([glob])
    assert [path for path in matched if globs.verdict(path, is_folder=False) is not True] == []
    assert [path for path in not_matched if globs.verdict(path, is_folder=False) is not None] == []


def test_a_trailing_slash_matches_folders_only():
    globs = Globs(["build/"])
    assert globs.verdict("x/build", is_folder=True)
    assert globs.verdict("x/build", is_folder=False) is None


def test_the_last_glob_that_matches_wins():
    globs = Globs(["*.md", "!a.md", "/x/a.md"])
    assert globs.verdict("b.md", is_folder=False) is True
    assert globs.verdict("y/a.md", is_folder=False) is False
    assert globs.verdict("x/a.md", is_folder=False) is True
    assert globs.verdict("a.txt", is_folder=False) is None


def test_after_an_exclamation_mark_special_characters_are_literal():
    globs = Globs(["*", "!#a", "!!b"])
    assert globs.verdict("#a", is_folder=False) is False
    assert globs.verdict("!b", is_folder=False) is False


@pytest.mark.parametrize("line", ["", "   ", "# comment", "/", "!", "!/", "[z-a]", "x\\"])
def test_a_line_that_cannot_match(line):
    assert parse_glob(line) is None
    assert not Globs([line])


def test_a_bracket_in_a_set_causes_no_warning_of_re():
    assert Globs(["[[a]"]).verdict("[", is_folder=False)


class TestCovers:
    """A file is covered if it or one of its folders is matched."""

    @pytest.mark.parametrize("glob", ["journal", "journal/", "/journal", "journal/**", "journal/2024", "*.md", "2024/"])
    def test_a_folder_covers_its_files(self, glob):
        assert Globs([glob]).covers("journal/2024/day.md")

    @pytest.mark.parametrize("glob", ["day", "2024", "/day.md", "journal/*.md"])
    def test_but_not_the_files_next_to_it(self, glob):
        assert not Globs([glob]).covers("journal/2023/day.md")

    def test_nothing_in_a_matched_folder_is_included_again(self):
        assert Globs(["journal/", "!journal/day.md"]).covers("journal/day.md")
        assert not Globs(["journal/*", "!journal/day.md"]).covers("journal/day.md")


class TestSet:
    """A set of characters in brackets."""

    @pytest.mark.parametrize(
        ("glob", "matched", "not_matched"),
        [
            ("[^a]", "b", "a"),
            ("[]]", "]", "a"),
            ("[!]]", "a", "]"),
            ("[]-]", "]-", "\\"),
            ("[a-]", "a-", "b"),
            ("[--0]", "-.0", "1"),
            ("[a-c-e]", "abc-e", "d"),
            ("[\\d]", "\\d", "1"),
            ("[[a]", "[a", "]"),
            ("[a&&b]", "a&b", "c"),
            ("[é]", "é", "e"),
            ("[a", "", "[a"),
            ("[]", "", "[]"),
            ("[b-a]", "", "ab-"),
        ],
    )
    def test_matches(self, glob, matched, not_matched):
        globs = Globs([glob])
        assert [char for char in matched if not globs.verdict(char, is_folder=False)] == []
        assert [char for char in not_matched if globs.verdict(char, is_folder=False)] == []

    @pytest.mark.parametrize("glob", ["a[!b]c", "a[^b]c", "a[.-0]c"])
    def test_never_matches_a_slash(self, glob):
        assert Globs([glob, f"/{glob}"]).verdict("a/c", is_folder=False) is None


def with_pathspec(line):
    """Return pathspec's regular expression for a line, whether it is negated, and whether it matches folders only.

    A walk checks each folder by itself, so the whole path must match. A trailing `*` or `**` is spelled differently
    because pathspec takes shortcuts for them. And in pathspec `[!a]` matches a slash, which it does not in git.
    """
    line = line.rstrip(" ")
    body, folders_only = line.removeprefix("!").removesuffix("/"), line.endswith("/")
    last = re.sub(r"(?:(?<=/)|\A)(\*{1,2})\Z", lambda stars: "**/?*" if stars[1] == "**" else "?*", body)
    try:
        regex, _ = GitIgnoreSpecPattern.pattern_to_regex(last)
    except GitIgnorePatternError:
        regex = None
    return regex and re.compile(regex.replace("[^", "[^/"), re.DOTALL), line.startswith("!"), folders_only


SEGMENTS = st.lists(
    st.sampled_from(
        ["a", "b", ".", "*", "**", "?", "[a-b]", "[!a]", "[^b]", "\\a", "é", "{a,b}", "+", "(", "$", "^", "|"]
    ),
    min_size=1,
    max_size=4,
).map("".join)
PATTERNS = st.builds(
    lambda negated, anchored, segments, end: negated + anchored + "/".join(segments) + end,
    st.sampled_from(["", "", "!"]),
    st.sampled_from(["", "", "/", "**/"]),
    st.lists(SEGMENTS | st.just("**"), min_size=1, max_size=4),
    st.sampled_from(["", "", "/", "/**", " "]),
)
PATHS = st.lists(st.text("ab.é{,}+($^|\\", min_size=1, max_size=4), min_size=1, max_size=5).map("/".join)


@hypothesis_settings(max_examples=300, deadline=None)
@given(
    lines=st.lists(PATTERNS, min_size=1, max_size=4),
    paths=st.lists(PATHS, min_size=1, max_size=4),
    folder=st.booleans(),
)
def test_pathspec_agrees(lines, paths, folder):
    expected = [with_pathspec(line) for line in lines]
    globs = Globs(lines)
    for path in paths:
        verdict = None
        for regex, negated, folders_only in expected:
            if regex and (folder or not folders_only) and regex.fullmatch(path):
                verdict = not negated
        assert globs.verdict(path, is_folder=folder) is verdict


class TestHostile:
    """Globs that would take a backtracking matcher forever."""

    @pytest.mark.parametrize(
        ("glob", "path"),
        [
            ("*a" * 14 + "b", "a" * 200),
            ("*a" * 400 + "b", "a" * 250),
            ("**/a/" * 12 + "b", "a/" * 200 + "a"),
            ("**/a/" * 150 + "b", "a/" * 1_000 + "a"),
            ("**/" + "*a/**/" * 12 + "b", "a/" * 1_000 + "a"),
            ("*[a-z]" * 100 + "9", "a" * 250),
            ("*[!b]" * 100 + "b", "a" * 250),
            ("*?" * 200 + "b", "a" * 250),
            ("/" + "*a*/" * 100 + "b", "aaa/" * 100 + "a"),
            ("{a,b}" * 30, "a" * 30),
            ("[" * 1_000, "[" * 200),
            ("[a" * 400, "a" * 200),
            ("\\" * 999, "a"),
            ("*" * 1_000, "a" * 200 + "/b"),
        ],
    )
    def test_terminates(self, glob, path):
        script = (
            "import sys; from wikilsp.settings import Globs; globs = Globs([sys.argv[1]]);"
            "print(globs.verdict(sys.argv[2], is_folder=False), globs.covers(sys.argv[2] + '/x'))"
        )
        subprocess.run([sys.executable, "-c", script, glob, path], check=True, timeout=60)

    def test_never_backtracks_between_two_stars(self):
        # Every repetition is in an atomic group, except the last piece, which has to reach the end.
        regex = parse_glob("/*a*[b-c]*d?*e/**/f*g/**/h").regex
        outside = re.sub(r"\(\?>(?:[^()]|\((?!\?>)[^()]*\))*\)", "", re.sub(r"\(\?>\[\^/\]\*\?[^()]*\)", "", regex))
        assert outside == "[^/]*e/(?:[^/]+/)*h"


class TestLimits:
    def test_a_glob_may_have_a_thousand_characters(self):
        assert parse_glob("a" * LONGEST).literal == "a" * LONGEST
        with pytest.raises(GlobError, match="is longer than 1,000 characters"):
            parse_glob("a" * (LONGEST + 1))

    @pytest.mark.parametrize("line", ["*a" * 500_000, " " * 900_000 + "x", "[" + "ab" * 400_000 + "]", "\\" * 900_000])
    def test_a_longer_line_is_refused(self, line):
        globs = Globs(["b", line, "c"])
        assert globs.refused == [(2, "is longer than 1,000 characters")]
        assert (globs.verdict("b", is_folder=False), globs.verdict("c", is_folder=False)) == (True, True)

    def test_a_comment_may_be_longer(self):
        assert Globs(["#" * 5_000]).refused == []

    def test_lines_with_wildcards_are_accepted_up_to_a_limit(self):
        lines = [f"*-{number:04}-*" for number in range(MOST_CHARACTERS // 8 + 10)]
        globs = Globs(["name", *lines, "other"])
        accepted = MOST_CHARACTERS // 8
        assert globs.verdict("x-0000-x", is_folder=False)
        assert globs.verdict(f"x-{accepted - 1}-x", is_folder=False)
        assert globs.verdict(f"x-{accepted}-x", is_folder=False) is None
        assert globs.verdict("other", is_folder=False), "names are looked up, so their number is not limited"
        assert globs.refused[0] == (accepted + 2, "exceeds 20,000 characters of lines with wildcards")

    def test_any_number_of_names_and_paths_is_looked_up(self):
        globs = Globs([*(f"name-{number}" for number in range(10_000)), *(f"/x/{number}/" for number in range(10_000))])
        assert globs.size == 0
        assert globs.verdict("y/name-9999", is_folder=False)
        assert globs.verdict("x/77", is_folder=True)
        assert globs.verdict("x/77", is_folder=False) is None

    def test_the_last_one_wins_whether_it_is_looked_up_or_matched(self):
        assert Globs(["a*", "!ab"]).verdict("ab", is_folder=False) is False
        assert Globs(["!ab", "a*"]).verdict("ab", is_folder=False) is True
        assert Globs(["/x/*", "!/x/ab", "ab/"]).verdict("x/ab", is_folder=False) is False
        assert Globs(["/x/*", "!/x/ab", "ab/"]).verdict("x/ab", is_folder=True) is True
