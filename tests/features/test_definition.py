import pytest
from cursor_text import at_cursor

from wikilsp.features.definition import definition
from wikilsp.index.graph import Graph
from wikilsp.index.uses import Usages
from wikilsp.settings import Dialect, Settings


def define(text, **options):
    vault, note, offset, texts = at_cursor(text, **options)
    found = definition(Graph(vault), Usages(vault.notes), note, offset)
    return found, texts[note.path], texts


def check(text, *expected, origin=None, **options):
    """Go to the definition from `$0`. `expected` are the paths, each optionally with `: ` and the selected text."""
    found, source_text, texts = define(text, **options)
    places = found.places if found else ()
    assert [_describe(place, texts, place_text) for place, place_text in zip(places, expected, strict=True)] == [
        *expected
    ]
    if origin is not None:
        assert source_text[slice(*found.origin)] == origin


def _describe(place, texts, place_text):
    return f"{place.path}: {texts[place.path][slice(*place.selection)]}" if ": " in place_text else place.path


def target_text(text):
    """Return the full text of the only place that `$0` leads to."""
    found, _, texts = define(text)
    (place,) = found.places
    return texts[place.path][slice(*place.span)]


def test_a_note_by_name():
    check("//- a.md\n> 😀 中 [[B$0ee]]\n//- sub/Bee.md\n> first\n", "sub/Bee.md: first", origin="Bee")


def test_the_title_of_a_note_is_selected():
    check("//- a.md\n> [[b$0]]\n//- b.md\n> ---\n> k: v\n> ---\n> # Bee ^x\n", "b.md: Bee ^x")


def test_a_heading_that_is_not_the_title_is_not_selected():
    check("//- a.md\n> [[b$0]]\n//- b.md\n> text\n>\n> ## Later\n", "b.md: text")


def test_the_whole_note():
    assert target_text("//- a.md\n> [[b$0]]\n//- b.md\n> one\n> two\n") == "one\ntwo\n"


def test_a_note_without_text():
    check("//- a.md\n> [[b$0]]\n//- b.md\n", "b.md: ")


HEADINGS = """
    //- b.md
    > # One
    > text
    > ## Same
    > ### Deeper
    > # Two
    > ## Same
    > end ^id
"""


@pytest.mark.parametrize(
    ("link", "selected", "origin"),
    [
        ("[[b#T$0wo]]", "Two", "Two"),
        ("[[b$0#Two]]", "Two", "b"),
        ("[[b#Two|la$0bel]]", "Two", "label"),
        ("[[b#same$0]]", "Same", "same"),
        ("[[b#Two#Sa$0me]]", "Same", "Same"),
        ("[[b#T$0wo#Same]]", "Two", "Two"),
        ("![[b#T$0wo]]", "Two", "Two"),
        ("[t](b.md#t$0wo)", "Two", "two"),
        ("[t$0](b.md#two)", "Two", "t"),
        ("[t](b.md#same-1$0)", "Same", "same-1"),
        ("[[b#^i$0d]]", "end ^id", "id"),
        ("[[b#^I$0D]]", "end ^id", "ID"),
    ],
)
def test_a_heading_or_a_block(link, selected, origin):
    check(f"{HEADINGS}    //- a.md\n    > {link}\n", f"b.md: {selected}", origin=origin)


def test_a_section_ends_before_the_next_heading_of_its_level_or_above():
    section = "# One\ntext\n## Same\n### Deeper\n"
    assert target_text(f"{HEADINGS}    //- a.md\n    > [[b#O$0ne]]\n") == section
    assert target_text(f"{HEADINGS}    //- a.md\n    > [[b#Two#S$0ame]]\n") == "## Same\nend ^id\n"


def test_the_second_of_two_headings_by_their_path():
    assert target_text(f"{HEADINGS}    //- a.md\n    > [t](b.md#s$0ame-1)\n") == "## Same\nend ^id\n"


def test_this_note():
    check("//- a.md\n> [[#O$0ne]]\n>\n> # One\n", "a.md: One")


def test_slugs_are_anchors_even_where_wikilinks_are_exact():
    exact = Settings(dialect=Dialect(headings="exact"))
    check("//- a.md\n> [t](b.md#big-id$0ea)\n//- b.md\n> # Big Idea\n", "b.md: Big Idea", settings=exact)


def test_an_html_anchor_leads_to_its_note():
    check('//- a.md\n> [t](b.md#h$0ere)\n//- b.md\n> # Bee\n>\n> <a id="here"></a>\n', "b.md: Bee")


@pytest.mark.parametrize("link", ["[[b#No$0ne]]", "[[b#^no$0ne]]", "[t](b.md#no$0ne)", "[[no$0ne]]", "[t](no$0ne.md)"])
def test_a_missing_target_leads_nowhere(link):
    check(f"{HEADINGS}    //- a.md\n    > {link}\n")


@pytest.mark.parametrize("link", ["[[b$0#None]]", "[[b#None|t$0]]", "[t$0](b.md#none)"])
def test_a_missing_heading_still_leads_to_its_note(link):
    check(f"{HEADINGS}    //- a.md\n    > {link}\n", "b.md: One")


def test_an_alias():
    check("//- a.md\n> [[the b$0ee]]\n//- b.md\n> ---\n> aliases: [The Bee]\n> ---\n", "b.md")


def test_an_alias_in_its_list():
    check("//- b.md\n> ---\n> aliases: [The B$0ee]\n> ---\n", "b.md: The Bee", origin="The Bee")


def test_an_attachment():
    check("//- a.md\n> ![[p$0.png|100]]\n//- img/p.png\n", "img/p.png")
    check("//- a.md\n> [t](img/p.p$0ng)\n//- img/p.png\n", "img/p.png")


def test_the_page_of_an_attachment_is_no_heading():
    check("//- a.md\n> [[d.pdf#pa$0ge=3]]\n//- d.pdf\n", "d.pdf")


def test_an_ignored_file():
    check("//- a.md\n> [[sec$0ret.txt]]\n", "private/secret.txt", ignored=["private/secret.txt"])


def test_a_folder_leads_nowhere():
    check("//- a.md\n> [t](im$0g/)\n//- img/p.png\n")


def test_an_ambiguous_name_leads_to_all_candidates():
    check("//- q/a.md\n> [[N$0]]\n//- zzzzzz/N.md\n//- a/b/N.md\n", "a/b/N.md", "zzzzzz/N.md")


def test_candidates_with_the_heading_come_first():
    vault = "//- q/a.md\n> [[N#{}$0]]\n//- zzzzzz/N.md\n> # H\n>\n> x ^id\n//- a/b/N.md\n"
    check(vault.format("H"), "zzzzzz/N.md: H", "a/b/N.md")
    check(vault.format("^id"), "zzzzzz/N.md: x ^id", "a/b/N.md")
    check(vault.format("Gone"))


REFERENCE = """
    //- a.md
    > [te{0}xt][re{1}f]
    >
    > [{2}ref]: b.m{3}d#one
    //- b.md
    > # One
"""


@pytest.mark.parametrize(
    ("at", "expected"),
    [(0, "b.md: One"), (1, "a.md: ref"), (2, "a.md: ref"), (3, "b.md: One")],
    ids=["text", "label", "definition", "destination"],
)
def test_a_reference_definition(at, expected):
    check(REFERENCE.format(*("$0" if at == number else "" for number in range(4))), expected)


def test_a_tag_leads_to_its_other_uses():
    check("//- a.md\n> #O$0ne #one\n//- b.md\n> x #one/two #other\n", "a.md: #one", "b.md: #one/two", origin="#One")


def test_a_key_leads_to_its_other_uses():
    check(
        "//- a.md\n> Due da$0te:: 1\n//- b.md\n> ---\n> due-date: 2\n> ---\n//- c.md\n> x (due_date:: 3)\n",
        "b.md: due-date",
        "c.md: due_date",
    )


def test_a_heading_and_a_block_lead_to_themselves():
    check("//- a.md\n> # O$0ne\n", "a.md: One")
    check("//- a.md\n> text ^i$0d\n", "a.md: text ^id")


@pytest.mark.parametrize("text", ["pla$0in", "[[https://x.$0y]]", "[[../../o$0ut]]", "status:: do$0ne", "#on$0ly"])
def test_everything_else_leads_nowhere(text):
    check(f"//- a.md\n> {text}\n")


@pytest.mark.parametrize(
    "text",
    [
        "[[s$0ee](b.md)]",
        "[[see](b$0.md)]",
        "[[x] see](b$0.md)",
        "[[![see](p.png)](b$0.md)]",
        '---\n> up: "[see](b$0.md)"\n> ---',
        "---\n> up: see [it](b$0.md)\n> ---",
        '---\n> up: ["[[b|a\n>   l$0ong label]]"]\n> ---',
    ],
)
def test_a_markdown_link_in_brackets_and_in_front_matter(text):
    check(f"//- a.md\n> {text}\n//- b.md\n> first\n//- p.png\n", "b.md: first")


def test_the_block_at_either_end_of_a_range_of_dendron():
    dendron = Settings(dialect=Dialect(preset="dendron", headings="slug", label_order="label-first"))
    target = "//- b.md\n> one ^a\n>\n> two ^c\n"
    check(f"//- a.md\n> ![[b#^$0a:#^c]]\n{target}", "b.md: one ^a", settings=dendron)
    check(f"//- a.md\n> ![[b#^a:#^$0c]]\n{target}", "b.md: two ^c", settings=dendron)
