from vaults import vault_of

from wikilsp.features.name_list import NameList, title_of
from wikilsp.note import Note
from wikilsp.settings import Dialect, Settings
from wikilsp.syntax import parse

VAULT = """
    //- sub/bee.md
    > ---
    > aliases: [Apis, apis, bee]
    > title: The bee
    > ---
    > # Bees
    > ## Hive #insect
    > # Nest
    > #insect and #b/c
    //- a.md
    > # A
    > #Insect
    //- img/P.png
    """


def said(names):
    return [(name.kind, name.text, name.path) for name in names.names]


def note(path, text):
    return Note(path, parse(text, Dialect()))


def test_what_notes_are_called_each_name_once_in_the_order_of_the_alphabet():
    assert said(NameList(vault_of(VAULT)).notes()) == [
        ("note", "a", "a.md"),
        ("alias", "Apis", "sub/bee.md"),
        ("note", "bee", "sub/bee.md"),
        ("title", "Bees", "sub/bee.md"),
        ("title", "The bee", "sub/bee.md"),
    ]


def test_what_is_inside_them_each_tag_once_and_no_title_again():
    assert said(NameList(vault_of(VAULT)).inside()) == [
        ("tag", "#b/c", "sub/bee.md"),
        ("tag", "#Insect", "a.md"),
        ("heading", "Hive #insect", "sub/bee.md"),
        ("heading", "Nest", "sub/bee.md"),
    ]


def test_paths_and_attachments():
    names = NameList(vault_of(VAULT))
    assert said(names.paths()) == [("note", "a", "a.md"), ("note", "sub/bee", "sub/bee.md")]
    assert said(names.attachments()) == [("attachment", "P.png", "img/P.png")]


def test_names_of_pages_in_logseq():
    vault = vault_of("//- pages/a___b.md\n> text\n", Settings(Dialect(preset="logseq")))
    assert said(NameList(vault).notes()) == [("note", "a/b", "pages/a___b.md")]


def test_every_change_of_the_vault_is_seen():
    vault = vault_of(VAULT)
    names = NameList(vault)
    lists = (names.notes, names.inside, names.paths, names.attachments)
    changes = (
        lambda: vault.put(note("c.md", "# C\n## Comb\n")),
        lambda: vault.put(note("c.md", "# D\n## Comb\n")),
        lambda: vault.put(note("c.md", "text\n\n# D\n## Cell #new\n")),
        lambda: vault.remove("sub/bee.md"),
        lambda: (vault.remove("a.md"), vault.put(note("b.md", ""))),
        lambda: vault.add_file("q.pdf"),
        lambda: (vault.remove_file("img/P.png"), vault.add_file("r.pdf")),
    )
    for change in changes:
        before = [read() for read in lists]
        change()
        after = [read().names for read in lists]
        fresh = NameList(vault)
        assert after == [read().names for read in (fresh.notes, fresh.inside, fresh.paths, fresh.attachments)]
        assert after != [read.names for read in before]


def test_nothing_is_made_again_while_nothing_is_called_otherwise():
    vault = vault_of(VAULT)
    names = NameList(vault)
    before = names.notes()
    vault.put(note("a.md", "# A\n#Insect and more text\n"))
    assert names.notes() is before


def test_the_title_of_a_note():
    assert title_of(note("a.md", "---\ntitle: T\n---\n# H\n")) == "T"
    assert title_of(note("a.md", "## No\n# H *1*\n# Other\n")) == "H 1"
    assert title_of(note("sub/v1.2.md", "text\n")) == "v1.2"
