from cursor_text import at_cursor

from wikilsp.features.highlight import highlight
from wikilsp.index.graph import Graph


def check(text, *expected):
    vault, note, offset, texts = at_cursor(text)
    spans = highlight(Graph(vault), note, offset)
    assert [texts[note.path][slice(*span)] for span in spans] == [*expected]


def test_the_links_of_this_note_that_lead_to_the_same_note():
    check(
        "//- a.md\n> 😀 [[b$0]] [[c]] [t](b.md) [[B#h]]\n//- b.md\n//- c.md\n> [[b]]\n", "[[b]]", "[t](b.md)", "[[B#h]]"
    )


def test_a_heading_and_the_links_to_it():
    check("//- a.md\n> [[#O$0ne]] [[a#two]]\n> ## One\n> ## Two\n", "[[#One]]", "One")


def test_tags_keys_and_values():
    check("//- a.md\n> #O$0ne #one/two #other\n", "#One", "#one/two")
    check("//- a.md\n> - k$0:: 1\n> - x [K:: 2] [l:: 1]\n", "k", "K")
    check("//- a.md\n> - k:: on$0e\n> - x [k:: one] [k:: two]\n", "one", "one")


def test_a_missing_note():
    check("//- a.md\n> [[no$0ne]] [[None|x]] [[other]]\n", "[[none]]", "[[None|x]]")


def test_the_label_of_a_definition():
    check("//- a.md\n> [t][r$0ef] [ref]\n>\n> [ref]: b.md\n", "[t][ref]", "[ref]", "ref")


def test_plain_text_has_no_highlights():
    check("//- a.md\n> fir$0st line, [[a]]\n> second\n")
    check("//- a.md\n> first\n> sec$0ond\n")
