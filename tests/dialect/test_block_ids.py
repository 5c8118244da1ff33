"""Block ids: at the end of a line, after a blank, a link, or text of a script without spaces."""

import pytest
from checking import codes, findings
from reading import LOGSEQ, Dialect, blocks, cases, headings, read

from wikilsp.note import Note
from wikilsp.syntax.parse import parse
from wikilsp.vault.fragments import Fragments


@cases(
    "text",
    ("an embed", "![[img.png]]^id"),
    ("an embed with a size", "![[img.png|100]]^id"),
    ("a wikilink", "see [[a#h|b]]^id"),
    ("a Markdown link", "[a](b.md)^id"),
    ("a Markdown link with a title", '[a](b.md "t")^id'),
    ("a web link", "[a](https://x.y)^id"),
    ("an image", "![a](b.png)^id"),
    ("an image in a link", "[![a](b.png)](https://x.y)^id"),
    ("a link by reference", "[a][r]^id\n\n[r]: b.md"),
    ("a shortcut reference", "[r]^id\n\n[r]: https://x.y"),
    ("blanks after it", "![[img.png]]^id \t"),
    ("Chinese", "一段文字^id"),
    ("a full stop of Chinese", "文字。^id"),
    ("brackets of Chinese", "文字」^id"),
    ("a wide colon", "文字\uff1a^id"),
    ("a wide question mark", "文字\uff1f^id"),
    ("a rare character", "\U00020000^id"),
    ("Hiragana", "ひらがな^id"),
    ("Katakana with a long vowel", "コーヒー^id"),
    ("half-width Katakana", "ｶﾀｶﾅ^id"),
    ("Thai", "ภาษาไทย^id"),
    ("Lao", "ລາວ^id"),
    ("Khmer", "ខ្មែរ^id"),
    ("Myanmar", "မြန်မာ^id"),
    ("a wide space", "text\u3000^id"),
    ("in a list", "- ![[img.png]]^id"),
    ("in a quote", "> 文字^id"),
    ("in a heading", "# 标题^id"),
    ("on another line of the paragraph", "![[img.png]]^id\ntext"),
)
def test_an_id_without_a_blank_before_it(text):
    (one,) = read(text).blocks
    assert (one.id, one.attached, one.is_listed) == ("id", True, False)


@cases(
    "text",
    ("a power", "x^2"),
    ("a power of a Greek letter", "σ^2"),
    ("a power of a Cyrillic letter", "м^2"),
    ("a power of a sum", "(a+b)^2"),
    ("a power of a norm", "|x|^2"),
    ("a power of a number", "10^6"),
    ("a wide digit", "１^2"),
    ("Korean, which has spaces", "한국어^id"),
    ("a footnote", "文字[^1]"),
    ("an escape", r"文字\^id"),
    ("an escape after a link", r"[[a]]\^id"),
    ("quotes", '"text"^id'),
    ("bold text", "**text**^id"),
    ("brackets that are no link", "[a]^id"),
    ("brackets around a link", "[[a](b.md)]^id"),
    ("code", "[a]`b`^id"),
    ("an HTML tag", "<b>^id"),
    ("an address", "<https://x.y>^id"),
    ("text after it", "![[img.png]]^id text"),
    ("punctuation after it", "文字^id。"),
    ("in code", "`文字^id`"),
    ("in maths", "$文字^id$"),
    ("in a comment", "%%![[a]]^id%%"),
    ("in a fence", "```\n![[a]]^id\n```"),
)
def test_no_id(text):
    assert blocks(text) == []


@cases(
    "text",
    ("after a blank", "text ^id"),
    ("after a tab", "text\t^id"),
    ("alone", "text\n\n^id"),
    ("after a link and a blank", "![[img.png]] ^id"),
    ("in a heading", "# 标题 ^id"),
)
def test_an_id_after_a_blank_is_listed(text):
    (one,) = read(text).blocks
    assert (one.id, one.is_listed) == ("id", True)


def test_links_to_it_are_good():
    target = {"n.md": "![[img.png]]^fig\n\n文字。^text\n", "img.png": ""}
    assert codes(target, "[[n#^fig]] [[n#^TEXT]] ![[n#^fig]] [t](n.md#^text)") == []
    assert findings(target, "[[n#^fog]]") == [("missing-block", "fog")]
    assert findings({"n.md": "x^2"}, "[[n#^2]]") == [("missing-block", "2")]


def test_it_is_no_duplicate():
    assert "duplicate-block-id" not in codes(["img.png"], "![[img.png]]^a\n\ntext ^a\n\n文字^a\n\n文字^a")
    assert codes([], "text ^a\n\n文字^a\n\nmore ^a") == ["duplicate-block-id"]


def test_of_equal_ids_the_one_after_a_blank_is_the_target():
    text = "面积是米^2\n\ntext ^2"
    note = Note("n.md", parse(text, Dialect()))
    assert Fragments(note, "auto").block("2").span == (text.rindex("^"), len(text))


def test_a_heading_is_linked_with_and_without_the_id():
    target = {"n.md": "# 标题。^id\n\n## See [[a]]^two\n", "a.md": ""}
    assert codes(target, "[[n#标题。]] [[n#标题]] [[n#^id]] [[n#See a]] [[n#^two]]") == []
    assert headings("# 标题^id") == [(1, "标题^id")]


def test_in_a_table_row_an_id_stands_alone():
    table = "| a |\n|-|\n| b |\n"
    assert blocks(f"{table}^id") == ["id"]
    assert blocks(f"{table}^x | 文^id") == []
    assert blocks(f"{table}| 文^id") == []


@pytest.mark.parametrize("dialect", [LOGSEQ, Dialect(comments="index")])
def test_in_other_dialects(dialect):
    assert blocks("![[img.png]]^id", dialect) == ["id"]
