import pytest
from one_rule import fixes, is_silent

from wikilsp.rules import mojibake, tag_empty_segment


class TestTagEmptySegment:
    rule = tag_empty_segment.RULE

    @pytest.mark.parametrize(("name", "plain"), [("a//b", "a/b"), ("/a", "a"), ("a/", "a"), ("/a///b/", "a/b")])
    def test_the_fix_removes_the_empty_level(self, name, plain):
        message = f"tag “#{name}” has an empty level; write “#{plain}”"
        fixes(self.rule, f"x «#{name}» y\n", message, f"x #{plain} y\n", safe=False)

    def test_a_nested_tag_is_valid(self):
        is_silent(self.rule, "x #a/b y\n")


class TestMojibake:
    rule = mojibake.RULE

    @pytest.mark.parametrize("right", ["—", "’", "é", "“", "…"])
    def test_the_message_shows_garbled_and_original_text(self, right):
        wrong = right.encode().decode("cp1252")
        message = f"garbled text “{wrong}”; write “{right}”"
        fixes(self.rule, f"It was«{wrong}»so\n", message, f"It was{right}so\n", safe=False)

    def test_a_byte_that_is_undefined_in_windows_1252(self):
        fixes(self.rule, "end«â€\x9d»\n", "garbled text “â€\x9d”; write “””", "end”\n", safe=False)

    def test_text_that_was_garbled_twice(self):
        fixes(self.rule, "x «Ã¢â‚¬â€œ» y\n", "garbled text “Ã¢â‚¬â€œ”; write “–”", "x – y\n", safe=False)

    @pytest.mark.parametrize("text", ["an em dash — like this\n", "Übung, déjà vu, São Paulo, Â\n", "10 €\n"])
    def test_valid_characters_are_ignored(self, text):
        is_silent(self.rule, text)
