import pytest
from one_rule import finds, fixes, is_silent, related, says

from wikilsp.rules import (
    deprecated_frontmatter_key,
    duplicate_frontmatter_key,
    frontmatter_unquoted_link,
    invalid_frontmatter,
    late_frontmatter,
)


class TestInvalidFrontmatter:
    rule = invalid_frontmatter.RULE

    def test_says_what_yaml_says(self):
        message = "the front matter cannot be read: mapping values are not allowed in this context"
        says(self.rule, "---\ntitle: a«: b»\n---\n", message)

    def test_a_list_is_no_properties(self):
        message = "the front matter cannot be read: it is not a list of “key: value” lines"
        says(self.rule, "---\n«- a»\n---\n", message)

    @pytest.mark.parametrize(
        "text",
        [
            pytest.param('---\ntitle: "a: b"\n---\n', id="quoted"),
            pytest.param("---\ncreated: {{date}}\ntitle: {{title}} x\n---\n", id="a template"),
            pytest.param("---\nup: [[a]], [[b]]\n---\n", id="the other rule's links"),
            pytest.param('---\n{"a": 1}\n---\n', id="JSON"),
        ],
    )
    def test_is_silent(self, text):
        is_silent(self.rule, text)


class TestFrontmatterUnquotedLink:
    rule = frontmatter_unquoted_link.RULE

    def test_quotes_are_put_around_it(self):
        message = 'YAML reads a list here, not a link; write "[[a]]"'
        fixes(self.rule, "---\nup: «[[a]]»\n---\n", message, '---\nup: "[[a]]"\n---\n', safe=False)

    def test_a_list_of_numbers_is_data(self):
        is_silent(self.rule, "---\nm: [[1, 2]]\n---\n")


class TestLateFrontmatter:
    rule = late_frontmatter.RULE

    def test_the_blank_lines_are_deleted(self):
        message = "front matter must begin on the first line of the note"
        fixes(self.rule, "\n \n«---»\nk: v\n---\n", message, "---\nk: v\n---\n", safe=False)

    def test_on_the_first_line_it_is_right(self):
        is_silent(self.rule, "---\nk: v\n---\n")


class TestDuplicateFrontmatterKey:
    rule = duplicate_frontmatter_key.RULE

    def test_at_each_key_but_the_first(self):
        marked = "---\nDue date: 1\n«due-date»: 2\n«due_date»: 3\n---\n"
        second, third = finds(self.rule, marked)
        assert second.message == third.message == "the front matter has a key “Due date” already"
        assert related(second, marked) == related(third, marked) == ["Due date"]
        assert second.fixes == third.fixes == ()

    @pytest.mark.parametrize("text", ["---\na: 1\nb: 2\n---\n", "---\na:\n  k: 1\nb:\n  k: 2\n---\n", "k:: 1\nk:: 2\n"])
    def test_is_silent(self, text):
        is_silent(self.rule, text)


class TestDeprecatedFrontmatterKey:
    rule = deprecated_frontmatter_key.RULE

    @pytest.mark.parametrize(("old", "new"), [("alias", "aliases"), ("tag", "tags"), ("cssclass", "cssclasses")])
    def test_the_key_is_renamed(self, old, new):
        message = f"Obsidian no longer reads “{old}”; its name is “{new}” now"
        fixes(self.rule, f"---\n«{old}»: x\n---\n", message, f"---\n{new}: x\n---\n", safe=False)

    def test_but_not_to_a_key_that_is_there(self):
        message = "Obsidian no longer reads “alias”; move its value to “aliases”"
        says(self.rule, "---\n«alias»: x\naliases: [y]\n---\n", message)

    def test_of_two_only_the_first_since_the_second_is_a_duplicate(self):
        finds(self.rule, "---\n«alias»: x\nalias: y\n---\n")

    def test_outside_of_front_matter_it_is_a_key_like_others(self):
        is_silent(self.rule, "alias:: x\n")
