"""Links are where a full CommonMark parse has text, not code or HTML."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from reading import paths

COMMONMARK = MarkdownIt("commonmark", {"maxNesting": 100}).disable("reference")
# Separated by spaces; `·` is a space, `⏎` a newline, `@` a link whose name is the number of the piece. A comment is one
# piece, since markdown-it-py has an older rule for the inside of comments.
INLINE = r"""
    ` `` ``` \ \` <b> </b> <b > <a·b=' ' ' " <!--@--> <? ?> <!A <![CDATA[ ]]> <https://x.y/ <a.b &amp; z · * _ ! [ ]
"""
BLOCKS = r"⏎ ⏎⏎ ⏎>· ⏎-· ⏎1.· ⏎·· ⏎···· ⏎⏎···· ⏎#· ⏎```⏎ ⏎~~~⏎ ⏎<div>⏎ ⏎===⏎ ⏎<!--⏎ --> ` `` \ <b> <a·b=' z"
SIGNS = str.maketrans({"·": " ", "⏎": "\n", "@": "z[[{}]] "})


@st.composite
def notes(draw, pieces):
    parts = draw(st.lists(st.sampled_from(["@", "@", "@", *pieces.split()]), max_size=25))
    return "z" + "".join(part.translate(SIGNS).format(number) for number, part in enumerate(parts))


def names(text):
    return [path for path in paths(text) if path.isdecimal()]


def names_seen(text):
    """Return the numbers of the links that are text in CommonMark: not in code, HTML or an autolink."""
    seen = []
    for block in COMMONMARK.parse(text):
        shown = []
        hidden = False
        for token in block.children or ():
            hidden = token.type == "link_open" if token.markup == "autolink" else hidden
            shown.append(token.content if token.type == "text" and not hidden else "\n")
        line = "".join(shown)
        seen += re.findall(r"\[\[(\d+)\]\]", line)
    return seen


thorough = settings(max_examples=300)


@thorough
@given(notes(INLINE))
def test_inline(text):
    assert names(text) == names_seen(text)


@thorough
@given(notes(BLOCKS))
def test_blocks(text):
    assert names(text) == names_seen(text)
