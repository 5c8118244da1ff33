"""A rename says which links it makes longer, since their names alone would be ambiguous afterwards."""

import pytest
from renaming import RenameCase, link_texts

from wikilsp.features.rename import describe_longer, edits_for_moves, rename_file


def longer(text, old, new):
    """Return the links that a rename makes longer, as they are before."""
    case = RenameCase(text)
    result = rename_file(case.graph, old, new, case.read)
    assert edits_for_moves(case.graph, {old: new}, case.read).longer == result.longer
    return link_texts(case, result.longer)


def test_links_to_the_note_and_to_others_with_the_new_name():
    text = "//- a.md\n> [[b]] and [[new]]\n//- c.md\n> [[new|x]]\n//- sub/b.md\n//- x/new.md\n"
    assert longer(text, "sub/b.md", "sub/new.md") == ["a.md: [[b]]", "a.md: [[new]]", "c.md: [[new|x]]"]


def test_links_by_an_alias_that_becomes_a_name():
    text = "//- a.md\n> [[AI]]\n//- Intelligence.md\n> ---\n> aliases: [AI]\n> ---\n//- b.md\n"
    assert longer(text, "b.md", "AI.md") == ["a.md: [[AI]]"]


def test_attachments():
    text = "//- a.md\n> ![[p.png]] ![[q.png]]\n//- x/p.png\n//- y/q.png\n"
    assert longer(text, "x/p.png", "x/q.png") == ["a.md: ![[p.png]]", "a.md: ![[q.png]]"]


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        ("//- a.md\n> [[b]]\n//- b.md\n", "b.md", "a much longer name.md"),
        ("//- a.md\n> [[sub/b]] [t](sub/b.md)\n//- sub/b.md\n", "sub/b.md", "x/deep/b.md"),
        ("//- a.md\n> [[sub/b]]\n//- sub/b.md\n", "sub", "sub/and/more".replace("sub", "x")),
        ("//- a.md\n> [[x/b]]\n//- x/b.md\n//- y/c.md\n", "x/b.md", "x/c.md"),
    ],
)
def test_links_that_keep_their_style_are_not_mentioned(text, old, new):
    assert longer(text, old, new) == []


def test_the_sentence():
    case = RenameCase("//- a.md\n> [[b]] [[new]]\n//- sub/b.md\n//- x/new.md\n")
    result = rename_file(case.graph, "sub/b.md", "sub/new.md", case.read)
    assert describe_longer(result) == "2 links are longer now, since the name alone would be ambiguous"
    one = result._replace(longer=result.longer[:1])
    assert describe_longer(one) == "1 link is longer now, since the name alone would be ambiguous"
