import pytest
from one_rule import finds, fixes, is_silent, related, says

from wikilsp.rules import (
    double_colon_in_frontmatter,
    duplicate_property,
    empty_list_item,
    property_after_text,
    property_bad_key,
    property_becomes_heading,
    property_empty_key,
    property_in_two_places,
    property_missing_space,
    property_space_before_separator,
    single_colon_property,
    unclosed_inline_property,
)


class TestSingleColonProperty:
    rule = single_colon_property.RULE
    message = "“tags:” is plain text outside front matter; write “tags:: value”"

    def test_a_value_of_tags_is_evidence(self):
        fixes(self.rule, "«tags:» [[x]]\ntext\n", self.message, "tags:: [[x]]\ntext\n", safe=False)

    def test_an_adjacent_property_is_evidence_but_the_fix_stays_unsafe(self):
        fixes(self.rule, "type:: #a\n«tags:» #b\n", self.message, "type:: #a\ntags:: #b\n", safe=False)

    def test_prose_with_a_colon_is_ignored(self):
        is_silent(self.rule, "Note: see below\n")


class TestPropertySpaceBeforeSeparator:
    rule = property_space_before_separator.RULE
    message = "unexpected space before “::” in property “k”; write “k:: value”"

    @pytest.mark.parametrize("written", ["k ::v", "k :: v", "k  ::  v", "k\t:: v"])
    def test_the_fix_is_safe_next_to_a_property(self, written):
        marked = written.replace("k", "«k", 1).replace("::", "::»", 1)
        fixes(self.rule, f"a:: 1\n{marked}\n", self.message, "a:: 1\nk:: v\n", safe=True)

    def test_elsewhere_only_links_and_tags_are_evidence_and_the_fix_is_unsafe(self):
        fixes(self.rule, "Text.\n\n«k ::» #b\n", self.message, "Text.\n\nk:: #b\n", safe=False)

    def test_code_is_ignored(self):
        is_silent(self.rule, "x :: xs\n")


class TestPropertyMissingSpace:
    rule = property_missing_space.RULE
    message = "missing space after “key::”; write “key:: value”"

    def test_the_fix_is_safe_next_to_a_property(self):
        fixes(self.rule, "a:: 1\n«key::»v", self.message, "a:: 1\nkey:: v", safe=True)

    def test_elsewhere_only_links_and_tags_are_evidence_and_the_fix_is_unsafe(self):
        fixes(self.rule, "«key::»[[a]], #b\n", self.message, "key:: [[a]], #b\n", safe=False)

    @pytest.mark.parametrize("text", ["std::vector\n", "role::assistant\n"])
    def test_code_is_ignored(self, text):
        is_silent(self.rule, text)


class TestPropertyEmptyKey:
    rule = property_empty_key.RULE

    def test_it_is_reported_next_to_a_property(self):
        says(self.rule, "a:: 1\n«::» v\n", "property has no key; write one before “::”")

    def test_it_is_ignored_elsewhere(self):
        is_silent(self.rule, "::1 localhost\n\n:: Set console.\n")


class TestPropertyBadKey:
    rule = property_bad_key.RULE

    @pytest.mark.parametrize("key", ["my,key", "k(x)"])
    def test_it_is_reported_next_to_a_property(self, key):
        message = f"invalid property key “{key}”; use only letters, digits, single spaces, “_”, “-”, “/”, “.” and emoji"
        says(self.rule, f"a:: 1\n«{key}»:: v\n", message)

    def test_prose_is_ignored(self):
        is_silent(self.rule, "my,key:: v\n")


class TestUnclosedInlineProperty:
    rule = unclosed_inline_property.RULE
    message = "unclosed property “[k::”; add “]” on the same line"

    def test_the_fix_closes_it_at_the_end_of_the_line(self):
        fixes(self.rule, "«[k:: v»\nmore\n", self.message, "[k:: v]\nmore\n", safe=False)

    def test_a_closed_property_is_valid(self):
        is_silent(self.rule, "x [k:: v] y\n")


class TestPropertyBecomesHeading:
    rule = property_becomes_heading.RULE
    message = "dashes below “tags::” turn it into a heading; insert a blank line between them"

    def test_the_fix_inserts_a_blank_line(self):
        fixes(self.rule, "«tags:: x»\n---\n", self.message, "tags:: x\n\n---\n", safe=True)

    def test_the_fix_uses_the_line_ending_of_the_note(self):
        fixes(self.rule, "«tags:: x»\r\n---\r\n", self.message, "tags:: x\r\n\r\n---\r\n", safe=True)

    def test_there_is_no_fix_in_a_quote(self):
        says(self.rule, "> «tags:: x»\n> ---\n", self.message)

    @pytest.mark.parametrize("text", ["tags:: x\n\n---\n", "Chapter\n---\n"])
    def test_is_silent(self, text):
        is_silent(self.rule, text)


class TestDoubleColonInFrontmatter:
    rule = double_colon_in_frontmatter.RULE

    def test_the_fix_removes_a_colon(self):
        message = "too many colons after front matter key “k”; write “k:”"
        fixes(self.rule, "---\n«k::» v\n---\n", message, "---\nk: v\n---\n", safe=False)

    def test_two_colons_below_front_matter_are_valid(self):
        is_silent(self.rule, "---\na: 1\n---\nk:: v\n")


class TestDuplicateProperty:
    rule = duplicate_property.RULE

    def test_each_repeated_line_is_reported(self):
        marked = "Due date:: 1\n«due-date»:: 2\n«DUE_DATE»:: 3\n"
        second, third = finds(self.rule, marked)
        assert (
            second.message
            == third.message
            == "property “Due date” is already set on this page; merge the values or delete one"
        )
        assert related(second, marked) == related(third, marked) == ["Due date"]

    def test_repetition_within_a_list_item(self):
        says(
            self.rule,
            "- a\n  k:: 1\n  «k»:: 2\n",
            "property “k” is already set in this list item; merge the values or delete one",
        )

    @pytest.mark.parametrize(
        "text",
        [
            pytest.param("- a\n  k:: 1\n- b\n  k:: 2\n", id="two list items"),
            pytest.param("k:: 1\n\n- k:: 2\n", id="a page and a list item"),
            pytest.param("x [k:: 1] y [k:: 2]\n", id="in brackets"),
            pytest.param("---\nk: 1\n---\nk:: 2\n", id="front matter and a line"),
        ],
    )
    def test_repetition_across_scopes_is_valid(self, text):
        is_silent(self.rule, text)


class TestPropertyInTwoPlaces:
    rule = property_in_two_places.RULE

    def test_a_key_in_front_matter_and_in_a_line(self):
        marked = "---\nDue date: 1\n---\n«due-date»:: 2\n"
        finding = says(self.rule, marked, "property “due-date” is also set in front matter; keep it in one place")
        assert related(finding, marked) == ["Due date"]

    def test_properties_of_list_items_are_ignored(self):
        is_silent(self.rule, "---\nk: 1\n---\n- k:: 2\n")


class TestEmptyListItem:
    rule = empty_list_item.RULE
    message = "empty item in list “tags”; delete the extra comma"

    def test_an_item_between_two_commas(self):
        fixes(self.rule, "tags:: a,«,»b\n", self.message, "tags:: a,b\n", safe=True)

    def test_the_space_before_the_comma_belongs_to_the_item(self):
        fixes(self.rule, "tags:: a,« ,» b\n", self.message, "tags:: a, b\n", safe=True)

    def test_an_item_after_the_last_comma(self):
        fixes(self.rule, "tags:: a«,»\n", self.message, "tags:: a\n", safe=True)

    def test_only_list_keys_are_checked(self):
        is_silent(self.rule, "quote:: Well, , no\n")


class TestPropertyAfterText:
    rule = property_after_text.RULE

    @pytest.mark.parametrize("line", ["**«Key**:: v»", "«k::»", "«k:: [v»", "«k:: v]»"])
    def test_there_is_a_fix_only_if_brackets_make_a_property(self, line):
        (finding,) = finds(self.rule, f"- a\n  text\n  {line}\n")
        assert finding.fixes == ()
        assert "bracket" not in finding.message

    def test_the_fix_adds_brackets(self):
        message = "“k::” comes after other text in its list item; move it up or write “[k:: ...]”"
        fixes(self.rule, "- a\n  text\n  «k:: v»\n", message, "- a\n  text\n  [k:: v]\n", safe=False)

    def test_a_property_directly_below_the_first_line_is_valid(self):
        is_silent(self.rule, "- a\n  k:: v\n  l:: w\n  text\n")
