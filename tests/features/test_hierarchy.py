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


def shown(calls, source=None):
    texts = texts_of(VAULT)
    return [
        (call.item.name, [texts[source or call.item.place.path][slice(*span)] for span in call.spans]) for call in calls
    ]


def test_who_links_to_a_note():
    graph = Graph(vault_of(VAULT))
    assert shown(incoming(graph, "sub/Bee.md")) == [("a", ["[[Bee]]", "[[bee#One]]"]), ("c", ["[t](sub/Bee.md)"])]
    assert incoming(graph, "gone.md") == []


def test_to_whom_a_note_links():
    graph = Graph(vault_of(VAULT))
    assert shown(outgoing(graph, "a.md"), "a.md") == [("Bee", ["[[Bee]]", "[[bee#One]]"]), ("c", ["[[c]]"])]
    assert outgoing(graph, "gone.md") == []


def begin(text):
    vault, note, offset, _ = at_cursor(text)
    return item(Graph(vault), note, offset)


def test_it_begins_at_the_note_under_the_cursor():
    found = begin("//- a.md\n> [[b$0ee]]\n//- sub/Bee.md\n> # One\n")
    assert (found.name, found.place.path, found.place.selection) == ("Bee", "sub/Bee.md", (2, 5))


def test_it_begins_at_this_note_where_no_link_is():
    assert begin("//- a.md\n> te$0xt\n").name == "a"
    assert begin("//- a.md\n> [[no$0ne]]\n").name == "a"
