from cursor_text import at_cursor
from vaults import texts_of, vault_of

from wikilsp.features.hierarchy import incoming, item, outgoing
from wikilsp.index.graph import Graph

VAULT = """
    //- a.md
    > 😀 [[Bee]], [[c]], [[bee#One]], [[none]], ![[p.png]], [[#self]]
    //- c.md
    > [[a]] [t](sub/Bee.md)
    //- sub/Bee.md
    > # One
    > [[#One]]
    //- p.png
"""


def describe(calls, source=None):
    texts = texts_of(VAULT)
    return [
        (call.item.name, [texts[source or call.item.place.path][slice(*span)] for span in call.spans]) for call in calls
    ]


def test_incoming_links():
    graph = Graph(vault_of(VAULT))
    assert describe(incoming(graph, "sub/Bee.md")) == [("a", ["[[Bee]]", "[[bee#One]]"]), ("c", ["[t](sub/Bee.md)"])]
    assert incoming(graph, "gone.md") == []


def test_outgoing_links():
    graph = Graph(vault_of(VAULT))
    assert describe(outgoing(graph, "a.md"), "a.md") == [("Bee", ["[[Bee]]", "[[bee#One]]"]), ("c", ["[[c]]"])]
    assert outgoing(graph, "gone.md") == []


def start_note(text):
    vault, note, offset, _ = at_cursor(text)
    return item(Graph(vault), note, offset)


def test_starts_at_the_target_under_the_cursor():
    found = start_note("//- a.md\n> [[b$0ee]]\n//- sub/Bee.md\n> # One\n")
    assert (found.name, found.place.path, found.place.selection) == ("Bee", "sub/Bee.md", (2, 5))


def test_starts_at_this_note_without_a_link():
    assert start_note("//- a.md\n> te$0xt\n").name == "a"
    assert start_note("//- a.md\n> [[no$0ne]]\n").name == "a"
