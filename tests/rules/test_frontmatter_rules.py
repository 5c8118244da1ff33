import pytest
import yaml
from one_rule import finds, fixes, is_silent, related, says

from wikilsp.note import Note
from wikilsp.rules import (
    deprecated_frontmatter_key,
    duplicate_frontmatter_key,
    frontmatter_hash_tag,
    frontmatter_unquoted_link,
    invalid_frontmatter,
    late_frontmatter,
)
from wikilsp.settings import Dialect, Settings
from wikilsp.syntax.parse import parse
from wikilsp.vault.vault import Vault


class TestInvalidFrontmatter:
    rule = invalid_frontmatter.RULE

    def test_the_message_contains_the_error_of_the_parser(self):
        problem = "mapping values are not allowed in this context"
        message = (
            f"cannot parse front matter: {problem}; put a value that contains “: ” in quotes, and check the indentation"
        )
        says(self.rule, "---\ntitle: a«: b»\n---\n", message)

    @pytest.mark.parametrize("loader", ["CSafeLoader", "SafeLoader"])
    @pytest.mark.parametrize(
        ("line", "remedy"),
        [
            ("k: a: b", "put a value that contains “: ” in quotes, and check the indentation"),
            ("k:\n\ta: b", "indent with spaces, and put a value that starts with “@”, “%” or “`” in quotes"),
            ("k: @a", "indent with spaces, and put a value that starts with “@”, “%” or “`” in quotes"),
            ('k: "a', "add the closing quote"),
            ("k: 'a", "add the closing quote"),
            ("k: 1\na\nb: 2", "write every line as “key: value”"),
            ("k: [a, b", "close the bracket, or put the value in quotes"),
            ("k: {a", "close the bracket, or put the value in quotes"),
            ("k: - a", "start the list on the next line"),
            ('k: "\\q"', "write “\\\\” for a backslash, or use single quotes"),
            ("k: , a", "put the value in quotes"),
            ("k: [#a, #b]", "put the value in quotes"),
            ('k: "a" b', "check the indentation, quotes and brackets"),
            ("k:\n  - a\n - b", "check the indentation, quotes and brackets"),
        ],
    )
    def test_both_yaml_parsers_have_a_remedy(self, monkeypatch, loader, line, remedy):
        monkeypatch.setattr(yaml, "CSafeLoader", getattr(yaml, loader), raising=False)
        note = Note("note.md", parse(f"---\n{line}\n---\n", Dialect()))
        [finding] = self.rule.check(Vault(Settings(), [note]), note)
        problem, _, told = finding.message.rpartition("; ")
        assert problem.startswith("cannot parse front matter: ")
        assert told == remedy

    def test_a_list_is_not_a_mapping(self):
        message = "cannot parse front matter: expected “key: value” lines"
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

    def test_the_fix_adds_quotes(self):
        message = 'link in front matter needs quotes; write "[[a]]"'
        fixes(self.rule, "---\nup: «[[a]]»\n---\n", message, '---\nup: "[[a]]"\n---\n', safe=False)

    def test_a_list_of_numbers_is_data(self):
        is_silent(self.rule, "---\nm: [[1, 2]]\n---\n")


class TestLateFrontmatter:
    rule = late_frontmatter.RULE

    def test_the_fix_removes_the_blank_lines(self):
        message = "front matter must start on the first line; delete the blank lines above it"
        fixes(self.rule, "\n \n«---»\nk: v\n---\n", message, "---\nk: v\n---\n", safe=False)

    def test_front_matter_on_the_first_line_is_valid(self):
        is_silent(self.rule, "---\nk: v\n---\n")


class TestDuplicateFrontmatterKey:
    rule = duplicate_frontmatter_key.RULE

    def test_each_repeated_key_is_reported(self):
        marked = "---\ndue: 1\n«due»: 2\n«due»: 3\n---\n"
        second, third = finds(self.rule, marked)
        assert (
            second.message == third.message == "front matter already has the key “due”; merge the values or delete one"
        )
        assert related(second, marked) == related(third, marked) == ["due"]
        assert second.fixes == third.fixes == ()

    @pytest.mark.parametrize(
        ("first", "second"),
        [("'a b'", "a b"), ('"caf\\u00e9"', "café"), ("'it''s'", '"it\'s"'), ("? a", "a"), ("a:", "a:"), ("1", "'1'")],
    )
    def test_keys_with_the_same_value_are_the_same(self, first, second):
        text = f"---\n{first}: 1\n{second}: 2\n---\n".replace("? a: 1", "? a\n: 1")
        [finding] = self.rule.check(Vault(), Note("note.md", parse(text, Dialect())))
        assert finding.span.start > text.index("1\n")

    @pytest.mark.parametrize(
        "keys",
        [
            ("last-reviewed", "last_reviewed"),
            ("Due date", "due-date", "due_date"),
            ("a", "A"),
            ("a\\n", '"a\\n"'),
            ("é", "e\u0301"),
            ("a", "a:"),
        ],
    )
    def test_keys_with_other_values_differ(self, keys):
        is_silent(self.rule, "\n".join(["---", *(f"{key}: 1" for key in keys), "---\n"]))

    def test_a_key_is_repeated_in_a_block_that_cannot_be_parsed(self):
        finds(self.rule, "---\na: 1\nb: x: y\n«a»: 2\n---\n")
        is_silent(self.rule, "---\nup: [[a]], [[b]]\nk: 1\nk: 2\n---\n")

    @pytest.mark.parametrize("text", ["---\na: 1\nb: 2\n---\n", "---\na:\n  k: 1\nb:\n  k: 2\n---\n", "k:: 1\nk:: 2\n"])
    def test_is_silent(self, text):
        is_silent(self.rule, text)


class TestDeprecatedFrontmatterKey:
    rule = deprecated_frontmatter_key.RULE

    @pytest.mark.parametrize(("old", "new"), [("alias", "aliases"), ("tag", "tags"), ("cssclass", "cssclasses")])
    def test_the_fix_renames_the_key(self, old, new):
        message = f"deprecated key “{old}” is ignored by Obsidian; rename it to “{new}”"
        fixes(self.rule, f"---\n«{old}»: x\n---\n", message, f"---\n{new}: x\n---\n", safe=False)

    def test_there_is_no_fix_if_the_new_key_exists(self):
        message = "deprecated key “alias” is ignored by Obsidian; move its value to “aliases”"
        says(self.rule, "---\n«alias»: x\naliases: [y]\n---\n", message)

    def test_only_the_first_of_two_old_keys_is_reported(self):
        finds(self.rule, "---\n«alias»: x\nalias: y\n---\n")

    def test_a_key_outside_front_matter_is_valid(self):
        is_silent(self.rule, "alias:: x\n")


class TestHashTag:
    rule = frontmatter_hash_tag.RULE

    @pytest.mark.parametrize(
        ("marked", "after"),
        [
            ("tags: «#a»", 'tags: "#a"'),
            ("tag:  «#a/b»  ", 'tag:  "#a/b"  '),
            ("tags: «#a #b»", 'tags: "#a #b"'),
            ("tags: «#a, #b»", 'tags: "#a, #b"'),
            ("Tags:\n  - «#a»", 'Tags:\n  - "#a"'),
            ("tags:\n- b\n- «#中文» ", 'tags:\n- b\n- "#中文" '),
            ("tags: [«#a»]", 'tags: ["#a"]'),
            ("tags: [b, «#a»]", 'tags: [b, "#a"]'),
            ("tags: [\n  «#a»,\n  b]", 'tags: [\n  "#a",\n  b]'),
        ],
    )
    def test_a_tag_without_quotes(self, marked, after):
        quoted = after[after.index('"') : after.rindex('"') + 1]
        message = f"tag with “#” needs quotes in front matter; write {quoted}"
        fixes(self.rule, f"---\n{marked}\n---\n", message, f"---\n{after}\n---\n", safe=True)

    @pytest.mark.parametrize("text", ["tags: [«#a», «#b»]", "tags: [«#a»,\n «#b»]", "x: 1\ntags: [«#a»]\ny: [[z]]"])
    def test_a_list_in_brackets_is_no_invalid_front_matter(self, text):
        finds(self.rule, f"---\n{text}\n---\n")
        is_silent(invalid_frontmatter.RULE, f"---\n{text}\n---\n".replace("«", "").replace("»", ""))

    def test_front_matter_that_is_invalid_for_another_reason_is_reported_too(self):
        text = "---\ntags: [«#a»]\nk: a: b\n---\n"
        finds(self.rule, text)
        finds(invalid_frontmatter.RULE, text.replace("«", "").replace("»", "").replace(": b", "«: b»"))

    @pytest.mark.parametrize(
        "text",
        [
            'tags: "#a"',
            "tags: a #b",
            "tags: # a",
            "tags: #a comment",
            "tags: #1",
            "tags: [a, b] #c",
            "tags: [a #b\n, c]",
            "tags:\n  - a #b\n  - # c\n  - #d e",
            "tags: a#b",
            "key: #a",
            "x:\n  tags: #a",
            "tagss: #a",
            "tags: #a {{b}}",
            "tags: #a\nb: {{c}}",
            "# tags: #a\nb: 1",
            "tags: |\n  #a",
        ],
    )
    def test_comments_and_other_values(self, text):
        is_silent(self.rule, f"---\n{text}\n---\n")

    def test_only_in_front_matter(self):
        is_silent(self.rule, "tags: #a\n\n- #b\n")
