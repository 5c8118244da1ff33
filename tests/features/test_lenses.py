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


def test_a_lens_for_the_note_and_for_each_heading():
    note = vault_of(VAULT).notes["b.md"]
    assert lenses(note) == [
        Lens(Span(0, 0), is_note=True),
        Lens(Span(0, 5), is_note=False),
        Lens(Span(15, 21), is_note=False),
    ]


def test_the_links_of_other_notes_count():
    note, one, two = lenses(vault_of(VAULT).notes["b.md"])
    assert backlink_texts(note) == ["a.md: [[b]]", "a.md: [[b#One]]", "c.md: [t](b.md#one)", "c.md: [[b#none]]"]
    assert backlink_texts(one) == ["a.md: [[b#One]]", "c.md: [t](b.md#one)"]
    assert backlink_texts(two) == []


def test_a_deleted_heading_has_no_backlinks():
    assert backlink_texts(Lens(Span(1, 5), is_note=False)) == []
