"""Names that could change how a note is parsed are refused or escaped."""

import pytest
from renaming import check, refused

from wikilsp.settings import Dialect, Settings


@pytest.mark.parametrize("new", ["x`y", "A$AP", "50%%"])
def test_a_name_that_would_start_code_between_two_links(new):
    text = "//- a.md\n> [[b$0]] and [[b]]\n//- b.md\n"
    refused(text, new, "no link in “a.md” could lead to “b.md”")


def test_a_name_with_such_characters_is_accepted_where_harmless():
    check("//- a.md\n> [[b$0]]\n>\n> [[b]]\n//- b.md\n", "A$AP", "//- a.md\n> [[A$AP]]\n>\n> [[A$AP]]\n//- A$AP.md\n")


def test_a_heading_or_an_alias_with_such_characters():
    refused("//- a.md\n> # On$0e\n> [[#One]] [[#One]]\n", "A$AP", "“a.md” would be parsed differently")
    refused("//- a.md\n> aliases:: On$0e, x\n>\n> [[a|One]] [[a|One]]\n", "A$AP", "cannot be the label of a link")


def test_a_tag_that_yaml_does_not_parse_as_text():
    refused("//- a.md\n> ---\n> tags: o$0ne\n> ---\n", "null", "“#null” would not be parsed as a tag in “a.md”")


def test_a_value_of_several_words_is_not_a_tag():
    text = "//- a.md\n> tags:: o$0ne\n//- b.md\n> ---\n> tags: one\n> ---\n"
    refused(text, "two words", "“two words” would not be parsed as one value in “b.md”")


def test_quotes_in_front_matter_are_preserved():
    front = """> ---\n> up: ["[[b#{0}]]", '[[b#{1}]]', "it's [[b#{0}]]"]\n> x: {{y: "z", w: '[[b#{1}|l]]'}}\n> ---\n"""
    check(
        "//- a.md\n" + front.format("One", "One") + "//- b.md\n> # O$0ne\n",
        """Say "it's" 5""",
        "//- a.md\n" + front.format("""Say \\"it's\\" 5""", """Say "it''s" 5""") + """//- b.md\n> # Say "it's" 5\n""",
    )
    check(
        "//- a.md\n> ---\n> up: '[[b|Nick]]'\n> ---\n//- b.md\n> aliases:: Ni$0ck, x\n",
        "it's",
        "//- a.md\n> ---\n> up: '[[b|it''s]]'\n> ---\n//- b.md\n> aliases:: it's, x\n",
    )


MULTIWORD = Settings(dialect=Dialect(multiword_tags=True))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('tags: ["caf\\xE9/\\x61b", "\\u0063afé"]', 'tags: ["tea/\\x61b", "tea"]'),
        ('tags: "caf\\u00e9, x"', 'tags: "tea, x"'),
        ("tags: ['#café', \"#café/x\"]", "tags: ['#tea', \"#tea/x\"]"),
    ],
)
def test_a_tag_with_yaml_escapes(before, after):
    check(f"//- a.md\n---\n{before}\n---\n#ca$0fé\n", "tea", f"//- a.md\n---\n{after}\n---\n#tea\n")


@pytest.mark.parametrize("inside", ["tea", " tea ", "tea|lab", "tea#part", "tea|tea", "tea#tea|tea"])
def test_a_tag_in_brackets_with_other_parts(inside):
    new = inside.replace("tea", "coffee", 1)
    check(f"//- a.md\n#[[{inside}]]\n#te$0a\n", "coffee", f"//- a.md\n#[[{new}]]\n#coffee\n", settings=MULTIWORD)


def test_a_block_after_an_encoded_caret():
    check("//- a.md\n> x ^i$0d\n//- b.md\n[t](a.md#%5Eid)\n", "new", "//- a.md\n> x ^new\n//- b.md\n[t](a.md#%5Enew)\n")
