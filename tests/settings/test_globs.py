import pytest

from wikilsp.settings import Globs
from wikilsp.settings.globs import compile_glob


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


def test_a_closing_slash_asks_for_a_folder():
    globs = Globs(["build/"])
    assert globs.verdict("x/build", is_folder=True)
    assert globs.verdict("x/build", is_folder=False) is None


def test_the_last_glob_that_matches_wins():
    globs = Globs(["*.md", "!a.md", "/x/a.md"])
    assert globs.verdict("b.md", is_folder=False) is True
    assert globs.verdict("y/a.md", is_folder=False) is False
    assert globs.verdict("x/a.md", is_folder=False) is True
    assert globs.verdict("a.txt", is_folder=False) is None


def test_after_an_exclamation_mark_others_are_characters():
    globs = Globs(["*", "!#a", "!!b"])
    assert globs.verdict("#a", is_folder=False) is False
    assert globs.verdict("!b", is_folder=False) is False


@pytest.mark.parametrize("line", ["", "   ", "# comment", "/", "!", "!/", "[z-a]", "x\\"])
def test_a_line_that_can_match_nothing(line):
    assert compile_glob(line) is None
    assert not Globs([line])


def test_what_looks_like_a_nested_set_brings_no_warning():
    assert Globs(["[[a]"]).verdict("[", is_folder=False)


class TestCovers:
    """A file is covered if it, or a folder that it is in, is matched."""

    @pytest.mark.parametrize("glob", ["journal", "journal/", "/journal", "journal/**", "journal/2024", "*.md", "2024/"])
    def test_a_folder_covers_what_is_below(self, glob):
        assert Globs([glob]).covers("journal/2024/day.md")

    @pytest.mark.parametrize("glob", ["day", "2024", "/day.md", "journal/*.md"])
    def test_but_not_what_is_beside_it(self, glob):
        assert not Globs([glob]).covers("journal/2023/day.md")

    def test_nothing_in_a_matched_folder_is_let_through(self):
        assert Globs(["journal/", "!journal/day.md"]).covers("journal/day.md")
        assert not Globs(["journal/*", "!journal/day.md"]).covers("journal/day.md")
