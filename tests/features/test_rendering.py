"""Rendered names and notes show their text and do nothing else."""

from urllib.parse import quote, unquote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_oracle import render as render_like_an_editor
from vaults import vault_of

from wikilsp.features.hover import hover
from wikilsp.features.preview import MOST_CHARACTERS
from wikilsp.features.rendering import FileLinks, code, render, table
from wikilsp.index.graph import Graph
from wikilsp.index.uses import Usages
from wikilsp.note import Note
from wikilsp.settings import Dialect
from wikilsp.syntax.destination import is_external
from wikilsp.syntax.parse import parse
from wikilsp.vault.vault import Vault
from wikilsp.visible import escape_lines

DANGEROUS = [
    "![](http://evil/a.png)",
    "![x](http://evil/a.png 'title')",
    "![[a](b)](http://evil/a.png)",
    "![a ![b](http://evil/b.png)](http://evil/a.png)",
    "![x][r]\n\n[r]: http://evil/a.png",
    "http://a>b) [c](command:d)",
    "[c](command:d)",
    "[c](<command:d>)",
    "[c](command:a((b)))",
    "[c]( javascript:alert(1) )",
    "[c](java&#115;cript:alert(1))",
    "[c](JaVaScRiPt:alert(1))",
    "[c](data:text/html,x)",
    "[c](file:///etc/passwd)",
    "[c](//evil/share)",
    "[c](\\\\evil\\share)",
    "[c](vscode://x/y)",
    "[c](\njavascript:x)",
    "> [c](\n> javascript:x)",
    "[c][r]\n\n[r]: command:d",
    "[c][r]\n\n[r]:\n   <javascript:x>",
    "[c][r\\]]\n\n[r\\]]: command:d",
    "[r]\n\n> [r]: data:x",
    "<javascript:alert(1)>",
    "<command:x>",
    "<script>alert(1)</script>",
    "<img src=x onerror=y>",
    "<a href='command:x'>y</a>",
    "<!-- x -->",
    "<?php ?>",
    "<![CDATA[x]]>",
    "<div>\n\n[c](command:d)\n\n</div>",
    "<pre>\n```\n<b>\n```\n</pre>",
    "a ` b\n` <b> `",
    "`a``<b>`",
    "``` <b> ```",
    "- a\n  ```\n<b>",
    "- ```\n<b>",
    "1. x\n\n       <b>\n   <b>",
    "> ```\n<b>\n```\n<i>",
    "```\n<b>\n``` \t\n<b>",
    "~~~\n```\n~~~\n<b>",
    "\\`<b>`",
    "\\<b>",
    "\\\\<b>",
    "\\![x](http://evil/a.png)",
    "\\[c](command:d)",
    "[c\\](command:d)",
    "[c\\\\](command:d)",
    "[`c](command:d)`](command:e)",
    "ftp://evil/x",
    "FTP://evil.com/x",
    "//evil.com/x",
    "www.evil.com",
    "| a |\n|---|\n| <b> [c](command:d) |",
    "[[a]](command:d)",
    "[[[a](command:d)]]",
    "![[a]](http://evil/a.png)",
    "![[a]][r]\n\n[r]: http://evil/a.png",
    "&lt;b&gt; &#60;b&#62;",
    "[c](command\\:d)",
    "<a@b.c>",
    "$(x) :smile: a@b.c",
    "[^1]: command:x",
    "[^1]\n\n[^1]: command:x",
    "x\n===\n[c](command:d)",
    "`" * 50 + "<b>",
    "[" * 700 + "x" + "](command:d)" * 60,
    "![" * 700,
    "> " * 700 + "<b>",
    "- " * 600 + "<b>",
    "<" * 1500,
    "*_" * 700 + "<b>",
    "http://x` <b> ` <i> `",
    "http://x**` <b> ` <i> `**",
    "www.x.y/` <b> ` <i> `",
    "http://x\\<b>",
    "http://x\\` <b> `",
    "http://x\\![a](http://evil/a.png)",
    "[c http://x\\](command:d)",
    "[c http://x\\]: command:d",
]
WORDS = ["a", "b.md", "evil", " ", "\n", "\n\n", "\t", "    ", "  ", "> ", "- ", "1. ", "# ", "|", "\n|---|\n", "---"]
SIGNS = [
    *list("`~*_[]()<>!\\&;#:/.\"'"),
    "```",
    "``",
    "](",
    "![",
    "]:",
    "[[",
    "]]",
    "<!--",
    "-->",
    "<b>",
    "</b>",
    "\u202e",
    "&#x202e;",
]
LINKS = ["command:d", "javascript:x", "data:x", "http://evil", "https://x.y", "mailto:a@b.c", "<img src=x>", "b.md"]
hostile = st.one_of(
    st.sampled_from(DANGEROUS),
    st.lists(st.sampled_from([*DANGEROUS[:40], *WORDS, *SIGNS, *LINKS]), max_size=40).map("".join),
    st.lists(st.sampled_from([*WORDS, *SIGNS, *LINKS]), max_size=60).map("".join),
    st.text(),
)
VAULT = """
    //- a.md
    //- sub/b.md
    //- sub/img/p (1).png
"""


def uri(path):
    return f"file:///vault/{path.replace(' ', '%20').replace('(', '%28').replace(')', '%29')}"


def preview(text, **how):
    vault = vault_of(VAULT)
    return render(vault, vault.notes["sub/b.md"], text, FileLinks(lambda _: text, uri, **how))


# Names


@settings(deadline=None)
@given(hostile)
@example("`")
@example("``` `` `")
@example(" ` ")
@example("")
@example("a\u2028b\x85c\x1b\u202e")
def test_a_name_is_shown_literally(name):
    found = render_like_an_editor(f"**{code(name)}** · linked from {code(name)}")
    assert (found.links, found.images, found.html) == ([], [], [])
    assert len(found.code) == 2
    if name.isascii() and len(name) < 200:
        words = " ".join(name.split())
        assert found.code[0].strip() == words or not words.isprintable()


@settings(deadline=None)
@given(st.lists(st.tuples(hostile, hostile), max_size=12))
@example([("a|b\\|c", "|"), ("\\|", "`\\"), ("||", "\\\\|")])
def test_a_table_shows_exactly_its_texts(rows):
    markdown = table(("property", "value"), rows)
    found = render_like_an_editor(markdown)
    assert (found.links, found.images, found.html) == ([], [], [])
    assert markdown.count("\n") == (min(len(rows), 11) + 1 if rows else 0)
    for row, line in zip(rows, markdown.split("\n")[2:12], strict=False):
        cells = render_like_an_editor(f"| a | b |\n|---|---|\n{line}").text.removeprefix("ab")
        wanted = "".join(" ".join(text.split()) for text in row)
        if len(wanted) < 80 and wanted.isprintable() and wanted.isascii():
            assert cells.replace(" ", "") == wanted.replace(" ", "")


@pytest.mark.parametrize("text", ["done", "two words, or three", "well-known", "中文", "Größe 1"])
def test_a_value_without_markdown_syntax_is_unchanged(text):
    assert table(("value",), [(text,)]).split("\n")[2] == f"| {text} |"


def test_a_table_is_truncated_and_has_one_line_per_row():
    rows = [(f"k{number}", "a  b\n| `c` *d* <e>") for number in range(12)]
    lines = table(("key", "value"), rows).split("\n")
    assert lines[2] == r"| k0 | ``a b \| `c` *d* <e>`` |"
    assert lines[-1] == "| … |  |"
    assert len(lines) == 2 + 10 + 1
    assert table(("value",), [("x" * 100,)]).split("\n")[2] == f"| {'x' * 79}… |"


def test_a_very_long_name_is_truncated():
    assert code("x" * 100_000) == f"`{'x' * 199}…`"


# Notes


def check_destinations(found, images=()):
    assert found.html == []
    assert set(found.images) <= {uri("sub/img/p (1).png"), *images}
    for link in found.links:
        assert link.startswith(("http://", "https://", "mailto:")) or link in (uri("a.md"), uri("sub/b.md"))


@pytest.mark.parametrize("text", DANGEROUS)
def test_fragments_of_notes_are_inert(text):
    found = render_like_an_editor(preview(text))
    assert found.html == found.images == []
    check_destinations(found)


@settings(deadline=None)
@given(hostile)
def test_a_note_is_inert(text):
    check_destinations(render_like_an_editor(preview(text)))


@settings(deadline=None)
@given(st.lists(st.sampled_from(DANGEROUS), min_size=2, max_size=4).map("\n".join))
def test_combined_fragments_are_inert(text):
    check_destinations(render_like_an_editor(preview(text)))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("# One\n\n- *two* [[b]] `c` #d\n\n| a |\n|---|\n| b |", None),
        ("see [[b|c]]: ![[p.png]] and \\*x\\*", None),
        ("<https://x.y> https://x.y [z](https://x.y/a_(b)?c=d#e) <mailto:a@b.c>", None),
        ("```html\n<b>[c](command:d)</b>\n```\n\n    <i>", None),
        ("`<b>` ``<i> ` ``", None),
        ("- ```\n  <b>\n  ```", None),
        ("[r] [x][r]\n\n[r]: https://x.y", None),
        ("a < b <b>c</b> <%x%> <3", "a < b &lt;b>c&lt;/b> <%x%> <3"),
        ("[here](#x)", "[here](file:///vault/sub/b.md)"),
        ("[c](command:d)", "[c]\\(command:d)"),
        ("![a](http://x.y/a.png)", "[a](http://x.y/a.png)"),
        ("![](http://x.y/a.png)", "[image](http://x.y/a.png)"),
        ("[![a](http://x.y/a.png)](http://x.y)", "[[a](http://x.y/a.png)](http://x.y)"),
        ("![p](<img/p (1).png>)", "![p](file:///vault/sub/img/p%20%281%29.png)"),
        ("![p](img/p%20(1).png)", "![p](file:///vault/sub/img/p%20%281%29.png)"),
        ("[a](../a.md) [b](/sub/b.md#x) [r]\n\n[r]: ../a.md 't'", None),
        ("[up](../../x.md) [no](none.md)", "[up]\\(../../x.md) [no]\\(none.md)"),
        ("[r]: command:x", "[r]\\: command:x"),
    ],
)
def test_the_text_of_a_note_is_visible(text, shown):
    if shown is None:
        shown = text.replace("../a.md", uri("a.md")).replace("/sub/b.md#x", uri("sub/b.md"))
    assert preview(text) == shown


def test_remote_images_are_loaded_only_if_enabled():
    text = "![a](http://x.y/a.png) ![b][r] ![c](command:x) <img src='http://x.y'>\n\n[r]: http://x.y/b.png"
    assert render_like_an_editor(preview(text)).images == []
    found = render_like_an_editor(preview(text, remote_images=True))
    assert found.images == ["http://x.y/a.png", "http://x.y/b.png"]
    check_destinations(found, found.images)


@settings(deadline=None)
@given(hostile)
def test_a_note_is_inert_with_remote_images(text):
    found = render_like_an_editor(preview(text, remote_images=True))
    assert all(image.startswith(("http://", "https://")) for image in found.images)
    check_destinations(found, found.images)


def test_rendered_text_is_not_much_longer():
    for text in DANGEROUS:
        assert len(preview(text[:MOST_CHARACTERS])) < 6 * MOST_CHARACTERS


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\u202eb\u2066c\u200bd\x1b\x9b\u2028e\U000e0041", r"a\u202eb\u2066c\u200bd\x1b\x9b\u2028e\U000e0041"),
        ("\ta\u061c\n\n\tb\xad", "\ta\\u061c\n\n\tb\\xad"),
        ("```\na\u202e\tb\n```", "```\na\\u202e\tb\n```"),
        (
            "[a](f\u202e.md) [b](b.md 'c\u202e')",
            r"[a](file:///vault/sub/f%E2%80%AE.md) [b](file:///vault/sub/b.md 'c\u202e')",
        ),
        ("[a](https://x.y/\u202e)", r"[a](https://x.y/\u202e)"),
        ("a&#8238;b&#x202E;c&shy;d&#0;e&#X9b;", "a&amp;#8238;b&amp;#x202E;c&amp;shy;d&amp;#0;e&amp;#X9b;"),
        ("[a](b.md '&#x202e;')", "[a](file:///vault/sub/b.md '&amp;#x202e;')"),
        ("<https://x.y/?&#x202e;>", "&lt;https://x.y/?&amp;#x202e;>"),
        ("![[a&#x202e;]]", "\\![[a&amp;#x202e;]]"),
        ("\\&#x202e; `&#x202e;`", "\\&#x202e; `&#x202e;`"),
        ("&lt; &nbsp; &zwnj; &rlm; &#10; &#x110000; &unknown; <https://x.y/?a&b>", None),
        ("می\u200cخواهم 👩\u200d💻 ❤\ufe0f \u200eעברית\u200f e\u0301", None),
    ],
)
def test_a_preview_escapes_invisible_characters(text, shown):
    vault = vault_of(f"{VAULT}    //- sub/f\u202e.md\n")
    files = FileLinks(lambda _: text, lambda path: f"file:///vault/{quote(path)}")
    markdown = render(vault, vault.notes["sub/b.md"], text, files)
    assert markdown == (text if shown is None else shown)


# Text that looks like code but is not parsed as code, and the reverse.
@pytest.mark.parametrize("text", ["`a\n# &#x202e; `", "- `a\n- &#x202e; `", "<b>&#x202e;</b>", "`a`` &#x202e; `"])
@pytest.mark.parametrize("reference", ["&#x202e;", "&#8206238;", "&shy;"])
def test_no_reference_in_a_preview_becomes_an_invisible_character(text, reference):
    found = render_like_an_editor(preview(text.replace("&#x202e;", reference)))
    assert escape_lines(found.text) == found.text


# Backticks pair up within a block only.
@pytest.mark.parametrize(
    "text", ["`\n# ftp://evil\n`", "- `\n- ftp://evil `", "`\n***\nftp://evil `", "> `\n\nftp://evil `"]
)
def test_backticks_of_two_blocks_hide_no_link(text):
    assert render_like_an_editor(preview(text)).links == []


# Whole hovers


@settings(deadline=None)
@given(hostile, hostile, hostile, st.booleans())
@example("ftp://evil/x", "", "`", False)  # noqa: FBT003 - a value to test with
def test_a_hover_has_only_the_intended_links(name, key, text, is_plain):
    name = " ".join(name.split()) or "x"
    note_text = (
        f'---\n"{key}": "{text}"\naliases: ["{name}"]\n---\n{key}:: {text}\n# {name}\n[[{name}#{key}]] #{key}\n{text}\n'
    )
    names = (name if name.strip("/.") else "x").replace("\0", "").replace("[[", "").replace("]]", "")
    note = Note(f"{names}.md", parse(note_text, Dialect()))
    asking = f"[[{names}]] [[{name}]] [x]({key})\n{key}:: [[{names}#{key}]]\n{note_text}"
    asker = Note("asker.md", parse(asking, Dialect()))
    vault = Vault(vault_of("//- a.md").settings, [note, asker], [])
    graph, uses = Graph(vault), Usages(vault.notes)
    files = FileLinks(
        {note.path: note_text, asker.path: asking}.get,
        lambda path: f"file:///v/{abs(hash(path))}",
        is_plain=is_plain,
        create=lambda path: None if is_plain else f"command:create?{abs(hash(path))}",
    )
    intended = ("http://", "https://", "mailto:", "file:///v/", "command:create?")
    facts = asker.facts
    places = [*facts.links, *facts.tags, *facts.definitions]
    for offset in {place.span.start + 1 for place in places} | {prop.key_span.start for prop in facts.properties}:
        found = hover(graph, uses, asker, offset, files)
        if found:
            seen = render_like_an_editor(found.markdown)
            assert seen.html == []
            assert escape_lines(seen.text) == seen.text
            # In a terminal, links to files of the vault stay as they are.
            links = [link for link in seen.links if not (is_plain and _leads_to(vault, asker, note, link))]
            assert all(link.startswith(intended) for link in links)
            images = [image for image in seen.images if not (is_plain and _leads_to(vault, asker, note, image))]
            assert all(image.startswith("file:///v/") for image in images)


def _leads_to(vault, asker, note, link):
    """Whether a link in a hover is a relative path of a file of the vault, or a place in the note itself."""
    path = unquote(link.partition("#")[0])
    is_here = any(vault.resolve_text(each, path, "link").target in vault.notes for each in (asker, note))
    return not path or (is_here and not is_external(path))
