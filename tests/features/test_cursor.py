import pytest

from wikilsp.features.cursor import element_at
from wikilsp.note import Note
from wikilsp.settings import Dialect
from wikilsp.syntax.parse import parse


def thing(marked):
    """Return the kind of the element at `$0`, or the part if it is a link, and its text."""
    text, offset = marked.replace("$0", ""), marked.index("$0")
    found = element_at(Note("a.md", parse(text, Dialect())), offset)
    if found is None:
        return None
    kind = type(found).__name__.removesuffix("Element").lower()
    return (getattr(found, "part", kind), text[slice(*found.span)])


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("😀 中 [[No$0te#One#Two|label]]", ("path", "Note")),
        ("😀 中 [[Note$0#One#Two|label]]", ("path", "Note")),
        ("[[Note#O$0ne#Two|label]]", ("heading", "One")),
        ("[[Note#One#Two$0|label]]", ("heading", "Two")),
        ("[[Note#One#Two|la$0bel]]", ("label", "label")),
        ("[[Note#^i$0d]]", ("block", "id")),
        ("[$0[Note]]", ("whole", "[[Note]]")),
        ("![[p.p$0ng|100]]", ("path", "p.png")),
        ("![[p.png|10$00]]", ("whole", "![[p.png|100]]")),
        ("[[#$0]]", None),
        ("[te$0xt](b.md#one)", ("label", "text")),
        ("[text](b.$0md#one)", ("path", "b.md")),
        ("[text](b.md#o$0ne)", ("heading", "one")),
        ("[![i](p.p$0ng)](a.md)", ("path", "p.png")),
    ],
)
def test_the_part_of_a_link(marked, expected):
    assert thing(marked) == expected


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("[te$0xt][ref]\n\n[ref]: b.md", ("label", "text")),
        ("[text][r$0ef]\n\n[ref]: b.md", ("reference", "ref")),
        ("[text][re$0f]\n\n[ref]: b.md", ("reference", "ref")),
        ("[re$0f]\n\n[ref]: b.md", ("label", "ref")),
        ("[ref]$0\n\n[ref]: b.md", ("whole", "[ref]")),
        ("[ref][$0]\n\n[ref]: b.md", ("reference", "[ref][]")),
        ("[text][ref]\n\n[r$0ef]: b.md", ("definition", "ref")),
        ("[text][ref]\n\n[ref]: b.m$0d", ("path", "b.md")),
        ("[ref]: https$0://x.y", ("definition", "ref")),
    ],
)
def test_a_reference_and_its_definition(marked, expected):
    assert thing(marked) == expected


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("a #no$0te/x b", ("tag", "#note/x")),
        ("st$0atus:: done", ("key", "status")),
        ("status:: do$0ne", ("value", "done")),
        ("status:: see [[No$0te]]", ("path", "Note")),
        ("tags:: one, t$0wo", ("value", "two")),
        ("---\ntags: [one, t$0wo]\n---\n", ("tag", "two")),
        ("---\naliases: [One, T$0wo]\n---\n", ("alias", "Two")),
        ("# He$0ad", ("heading", "Head")),
        ("#$0 Head", ("heading", "Head")),
        ("# To [[No$0te]]", ("path", "Note")),
        ("text ^i$0d", ("block", "^id")),
        ("pla$0in", None),
        ("", None),
    ],
)
def test_no_link(marked, expected):
    assert thing(marked if "$0" in marked else "$0") == expected


def test_an_element_that_starts_at_the_cursor_wins_over_one_that_ends_there():
    assert thing("[[a]]$0[[b]]") == ("whole", "[[b]]")
    assert thing("#a$0#b") == ("tag", "#b")
    assert thing("[[a]]$0 ") == ("whole", "[[a]]")
    assert thing("[[a]] $0") is None
