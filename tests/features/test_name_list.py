"""The names of a vault in order, also after changes."""

from vaults import texts_of as texts_in
from vaults import vault_of

from wikilsp.index.name_index import NameIndex
from wikilsp.index.names_in_note import span_of
from wikilsp.index.vault_index import VaultIndex
from wikilsp.note import Note
from wikilsp.settings import Dialect, Settings
from wikilsp.syntax.parse import parse
from wikilsp.vault.name_registry import display_title
from wikilsp.vault.vault import Vault

VAULT = """
    //- sub/bee.md
    > ---
    > aliases: [Apis, apis, bee]
    > title: The bee
    > ---
    > # Bees
    > ## Hive #insect
    > # Nest
    > #insect and #b/c ^end
    //- a.md
    > # A
    > #Insect
    //- img/P.png
    """


def names_of(vault):
    return VaultIndex(vault).names


def texts_of(names):
    return [(name.kind, name.text, name.path) for name in names.names]


def note(path, text):
    return Note(path, parse(text, Dialect()))


def test_the_names_of_notes_are_unique_and_sorted():
    assert texts_of(names_of(vault_of(VAULT)).notes()) == [
        ("note", "a", "a.md"),
        ("alias", "Apis", "sub/bee.md"),
        ("note", "bee", "sub/bee.md"),
        ("title", "Bees", "sub/bee.md"),
        ("title", "The bee", "sub/bee.md"),
    ]


def test_headings_without_titles():
    assert texts_of(names_of(vault_of(VAULT)).headings()) == [
        ("heading", "Hive #insect", "sub/bee.md"),
        ("heading", "Nest", "sub/bee.md"),
    ]


def test_created_and_deleted_attachments():
    vault = vault_of(VAULT)
    index = VaultIndex(vault)
    names = index.names
    assert [*map(texts_of, (names.attachments(), names.attachment_paths()))]
    index.add_file("img/a.png")
    index.remove_file("img/P.png")
    assert texts_of(names.attachments()) == [("attachment", "a.png", "img/a.png")]
    assert texts_of(names.attachment_paths()) == [("attachment", "img/a.png", "img/a.png")]


def test_each_tag_once_at_its_first_place():
    assert texts_of(names_of(vault_of(VAULT)).tags()) == [("tag", "#b/c", "sub/bee.md"), ("tag", "#Insect", "a.md")]


def test_the_ids_of_blocks():
    assert texts_of(names_of(vault_of(VAULT)).blocks()) == [("block", "end", "sub/bee.md")]


def test_paths_and_attachments():
    names = names_of(vault_of(VAULT))
    assert texts_of(names.paths()) == [("note", "a", "a.md"), ("note", "sub/bee", "sub/bee.md")]
    assert texts_of(names.attachments()) == [("attachment", "P.png", "img/P.png")]


def test_names_of_pages_in_logseq():
    vault = vault_of("//- pages/a___b.md\n> text\n", Settings(Dialect(preset="logseq")))
    assert texts_of(names_of(vault).notes()) == [("note", "a/b", "pages/a___b.md")]


def test_follows_every_change_of_the_vault():
    index = VaultIndex(vault_of(VAULT))
    changes = (
        lambda: index.put(note("c.md", "# C\n## Comb\n")),
        lambda: index.put(note("c.md", "# D\n## Comb\n")),
        lambda: index.put(note("c.md", "text ^id\n\n# D\n## Cell #new\n")),
        lambda: index.remove("sub/bee.md"),
        lambda: (index.remove("a.md"), index.put(note("b.md", ""))),
        lambda: index.add_file("q.pdf"),
        lambda: (index.remove_file("img/P.png"), index.add_file("r.pdf")),
        lambda: [index.put(note(f"{number}.md", "# Many #many\n## Part\n")) for number in range(200)],
        lambda: [index.remove(f"{number}.md") for number in range(1, 200)],
    )
    for change in changes:
        before = dict(index.names.entries())
        change()
        assert dict(index.names.entries()) == dict(VaultIndex(index.vault).names.entries()) != before


def test_lists_are_reused_while_no_name_changes():
    index = VaultIndex(vault_of(VAULT))
    before = index.names.notes()
    index.put(note("a.md", "# A\n#Insect and more text\n"))
    assert index.names.notes() is before


def test_a_change_that_is_undone_leaves_the_list_as_it_was():
    names = NameIndex(lambda: [("a", "A"), ("b", "B")])
    before = names.names()
    names.replace([("a", "A")], [("c", "C")])
    names.replace([("c", "C")], [("a", "A")])
    assert names.names() is before


def test_knows_the_last_edited_notes():
    index = VaultIndex(vault_of("//- a.md\n> x\n//- b.md\n> x\n//- c.md\n> x\n"))
    for path in ("c.md", "b.md", "a.md"):
        index.put(note(path, "changed"))
    index.remove("b.md")
    assert sorted(index.names.edited, key=index.names.edited.get) == ["c.md", "a.md"]


def test_reading_a_note_is_not_an_edit():
    index = VaultIndex(Vault(notes=[Note("a.md", unread=True)]))
    index.put(note("a.md", "text"))
    assert index.names.edited == {}


def test_names_are_found_in_their_note():
    vault = vault_of(VAULT)
    names, text = names_of(vault), texts_in(VAULT)["sub/bee.md"]
    lists = (names.notes(), names.headings(), names.blocks(), names.tags())
    found = {name: span_of(name, vault.notes[name.path]) for each in lists for name in each.names}
    shown = {(name.kind, name.text): text[slice(*span)] for name, span in found.items() if name.path == "sub/bee.md"}
    assert shown == {
        ("alias", "Apis"): "Apis",
        ("note", "bee"): "",
        ("title", "Bees"): "Bees",
        ("title", "The bee"): "",
        ("heading", "Hive #insect"): "Hive #insect",
        ("heading", "Nest"): "Nest",
        ("block", "end"): "^end",
        ("tag", "#b/c"): "#b/c",
    }


def test_headings_and_blocks_with_the_same_text_are_found_one_by_one():
    vault = Vault(notes=[note("a.md", "## A\n# A\n### A\n\nx ^b\n\ny ^b\n")])
    names = names_of(vault)
    found = [
        [span_of(name, vault.notes["a.md"]).start for name in each.names] for each in (names.headings(), names.blocks())
    ]
    assert found == [[3, 13], [18, 24]]


def test_missing_names_are_sorted_once():
    names = names_of(vault_of(VAULT))
    before = names.missing({"b", "a"})
    assert before.names == ["a", "b"]
    assert names.missing({"a", "b"}) is before
    assert names.missing({"c"}).names == ["c"]


def test_the_title_of_a_note():
    assert display_title(note("a.md", "---\ntitle: T\n---\n# H\n"), Dialect()) == "T"
    assert display_title(note("a.md", "## No\n# H *1*\n# Other\n"), Dialect()) == "H 1"
    assert display_title(note("sub/v1.2.md", "text\n"), Dialect()) == "v1.2"
