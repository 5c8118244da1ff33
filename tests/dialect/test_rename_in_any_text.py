"""A rename changes only the names in links, whatever else is in a note."""

from hypothesis import example, given, settings
from hypothesis import strategies as st
from test_claims import DIALECTS, FRONT, PIECES, facts_of_both

from wikilsp.features.rename import RenameRefused, rename_file, rename_tag
from wikilsp.index.graph import Graph
from wikilsp.index.uses import Usages
from wikilsp.note import Note
from wikilsp.settings import Settings
from wikilsp.text import apply_edits
from wikilsp.vault.edit_guard import check_edits
from wikilsp.vault.vault import Vault

# The old names occur nowhere else, and the new ones nowhere at all.
LINKS = [
    "[[Zy]]",
    "![[Zy]]",
    "[[ Zy|l ]]",
    "[[Zy#H]]",
    "[t](Zy.md)",
    "![t](<Zy.md> 'x')",
    "[t][r]\n\n[r]: Zy.md#h\n",
    "[[t](Zy.md)]",
]
TAGS = ["#zy", " #zy/sub ", "#[[zy]]", "#[[zy|l]]"]
NAMES = [*LINKS, *TAGS]
IN_FRONT = [
    'up: "[[Zy]]"',
    "up: ['[[Zy|l]]', \"![[Zy]]\"]",
    'tags: [zy, "#zy/a", "\\x7ay"]',
    'tags: "a, zy"',
    'up: "x [[Zy\n  |l]] [t](Zy.md)"',
    "up: x [t](<Zy.md> 'x')",
    "up: '[[x] t](Zy.md#h)'",
    "- [[Zy]]",
]

bodies = st.lists(st.sampled_from([*PIECES, *NAMES * 8]), max_size=14).map("".join)
fronts = st.lists(st.sampled_from([*FRONT, *IN_FRONT * 3]), max_size=6).map("\n".join)
notes = st.builds("---\n{}\n---\n{}".format, fronts, bodies)


def graphs(text, dialect):
    for facts in facts_of_both(text, dialect):
        yield Graph(Vault(Settings(dialect=dialect), [Note("n.md", facts), Note("Zy.md")], [], tuple))


def after(graph, text, outcome):
    edits = outcome.changes.edits.get("n.md", ())
    check_edits(graph.vault.notes["n.md"], text, edits)
    return apply_edits(text, edits)


@settings(deadline=None, max_examples=500)
@given(st.one_of(bodies, notes), st.sampled_from(DIALECTS))
@example("2024\nSee [[Zy]] now.\n\u3000\n\nNext [[Zy]] and much more text", DIALECTS[0])
@example("> 1.\n> \xa0[[Zy]]\n> \u2028\n\n[[Zy]]", DIALECTS[0])
def test_a_note(text, dialect):
    for graph in graphs(text, dialect):
        try:
            outcome = rename_file(graph, "Zy.md", "Qx.md", {"n.md": text, "Zy.md": ""}.get)
        except RenameRefused:
            continue
        new = after(graph, text, outcome)
        assert new.replace("Qx", "Zy").casefold() == text.casefold()
        assert new.count("Qx") == len(outcome.changes.edits.get("n.md", ()))


@settings(deadline=None, max_examples=500)
@given(st.one_of(bodies, notes), st.sampled_from(DIALECTS))
@example('---\ntags: "\\x7ay"\n---\n#zy', DIALECTS[0])
def test_a_tag(text, dialect):
    for graph in graphs(text, dialect):
        try:
            outcome = rename_tag(graph, Usages(graph.vault.notes), "zy", "qx", {"n.md": text}.get)
        except RenameRefused:
            continue
        new = after(graph, text, outcome).replace("qx", "zy")
        assert new.replace("\\x7ay", "zy") == text.replace("\\x7ay", "zy")
