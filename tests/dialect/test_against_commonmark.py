"""Which links a reader of the note would see as text: our reading against a whole CommonMark parse of the same note."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from reading import paths

COMMONMARK = MarkdownIt("commonmark", {"maxNesting": 100}).disable("reference")
# Divided by blanks; `·` is a space, `⏎` a newline, `@` a link whose name is the number of the piece. A comment is one
# piece, since markdown-it-py still keeps an older rule of what may stand in it.
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
    """The numbers of the links that CommonMark leaves as text: not in code, HTML, or the address of an autolink."""
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
