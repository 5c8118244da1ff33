import pytest
from vaults import texts_of, vault_of

from wikilsp.features.lenses import Lens, backlinks, lenses
from wikilsp.index.graph import Graph
from wikilsp.index.uses import Usages
from wikilsp.text import Span

VAULT = """
    //- a.md
    > [[b]] [[b#One]]
    //- b.md
    > # One
    > [[#One]]
    > ## Two
    //- c.md
    > [t](b.md#one) [[b#none]]
"""


def backlink_texts(lens):
    vault, texts = vault_of(VAULT), texts_of(VAULT)
    found = backlinks(Graph(vault), Usages(vault.notes), vault.notes["b.md"], lens)
    return [f"{path}: {texts[path][slice(*span)]}" for path, span in found]


def lenses_of(text, path="b.md"):
    vault = vault_of(text)
    return [(lens.span.start, lens.is_note) for lens, _ in lenses(Graph(vault), vault.notes[path])]


def test_a_lens_for_the_note_and_for_each_heading_with_backlinks():
    assert lenses_of(VAULT) == [(0, True), (0, False)]


@pytest.mark.parametrize("text", ["//- b.md\n> # One", "//- b.md\n> # One\n> [[b]] [[#One]] [[b#One]]", "//- b.md"])
def test_a_note_without_backlinks_has_no_lens(text):
    assert lenses_of(f"{text}\n//- a.md\n> [[c]]\n//- c.md") == []


def test_only_headings_with_backlinks_have_a_lens():
    note = "//- b.md\n> # A\n> ## B\n> ## C ^id\n> ## B\n> # D"
    assert lenses_of(f"{note}\n//- a.md\n> [[b]]") == [(0, True)]
    assert lenses_of(f"{note}\n//- a.md\n> [[b#^id]] [[b#none]]") == [(0, True)]
    assert lenses_of(f"{note}\n//- a.md\n> [[b#B]] and [[b#B]]") == [(0, True), (4, False)]
    assert lenses_of(f"{note}\n//- a.md\n> [x](b.md#d)\n//- c.md\n> ![[b#C]]") == [(0, True), (9, False), (23, False)]


def test_a_link_through_a_heading_counts_for_it():
    assert lenses_of("//- b.md\n> # A\n> ## B\n> # C\n//- a.md\n> [[b#A#B]]") == [(0, True), (0, False), (4, False)]


def test_there_is_a_lens_with_the_backlinks_exactly_where_there_are_some():
    headings = "\n".join(
        f"> {'#' * level} {name}" for level, name in [(1, "A"), (2, "B"), (3, "A"), (1, "C"), (2, "B")]
    )
    links = [
        "[[b#A]]",
        "[[b#A#A]]",
        "[[b#B]]",
        "[[b#C#B]]",
        "[[b#^x]]",
        "[[b#C|c]]",
        "[t](b.md#b-1)",
        "![[b#A#B]]",
        "[[b]]",
        "[[b#A#none]]",
    ]
    for link in links:
        vault = vault_of(f"//- b.md\n{headings}\n//- a.md\n> {link}\n//- c.md\n> [[a]] [[b#Z]]")
        graph, uses, note = Graph(vault), Usages(vault.notes), vault.notes["b.md"]
        places = [Lens(Span(0, 0), is_note=True), *(Lens(each.span, is_note=False) for each in note.facts.headings)]
        counted = [(lens, backlinks(graph, uses, note, lens)) for lens in places]
        assert lenses(graph, note) == [(lens, links) for lens, links in counted if links], link


def test_very_many_backlinks_are_counted_later():
    sources = "".join(f"//- {number}.md\n> [[b]] [[c]]\n" for number in range(201))
    vault = vault_of(f"//- b.md\n> # A\n> # B\n//- c.md\n//- x.md\n> [[b#B]]\n{sources}")
    assert lenses(Graph(vault), vault.notes["b.md"]) == [
        (Lens(Span(0, 0), is_note=True), None),
        (Lens(Span(4, 7), is_note=False), None),
    ]
    assert lenses(Graph(vault), vault.notes["c.md"]) == [(Lens(Span(0, 0), is_note=True), None)]


def test_the_links_of_other_notes_count():
    note, one, two = Lens(Span(0, 0), is_note=True), *(Lens(Span(*at), is_note=False) for at in ((0, 5), (15, 21)))
    assert backlink_texts(note) == ["a.md: [[b]]", "a.md: [[b#One]]", "c.md: [t](b.md#one)", "c.md: [[b#none]]"]
    assert backlink_texts(one) == ["a.md: [[b#One]]", "c.md: [t](b.md#one)"]
    assert backlink_texts(two) == []


def test_a_deleted_heading_has_no_backlinks():
    assert backlink_texts(Lens(Span(1, 5), is_note=False)) == []
