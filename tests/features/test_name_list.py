from itertools import islice
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vaults import vault_of

from wikilsp.features.completion.similar_notes import Values
from wikilsp.index.change_cursor import MANY
from wikilsp.index.name_list import NameList
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


TEXTS = ("", "# A\n", "# B\n## A\n#a", None)


def names_of(vault):
    names = NameList(vault)
    names.refresh()
    return names


def texts_of(names):
    return [(name.kind, name.text, name.path) for name in names.names]


def lists(names):
    each = (names.notes, names.paths, names.headings, names.blocks, names.tags)
    return [list(read().names) for read in (*each, names.attachments, names.attachment_paths)]


def catch_up(names):
    for _ in names.catch_up():
        pass


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


def crowd(text):
    return [note(f"{number}.md", text) for number in range(MANY + 1)]


def test_only_the_first_read_waits_for_many_changes():
    vault = Vault()
    for each in crowd(""):
        vault.put(each)
    names = NameList(vault, exact=False)
    names.refresh()
    assert len(names.notes().names) == MANY + 1
    for each in crowd("# Title\n## Part\n"):
        vault.put(each)
    names.refresh()
    assert (len(names.notes().names), names.headings().names) == (MANY + 1, ())
    catch_up(names)
    assert (len(names.notes().names), len(names.headings().names)) == (2 * (MANY + 1), MANY + 1)


def test_only_the_first_read_waits_for_many_paths():
    vault = vault_of("//- a.md")
    names = NameList(vault, exact=False)
    names.refresh()
    assert len(names.paths().names) == 1
    for each in crowd(""):
        names.put(each)
    assert len(names.paths().names) == 1
    catch_up(names)
    assert len(names.paths().names) == MANY + 2


def test_a_few_changes_are_seen_at_once():
    vault = vault_of("//- a.md")
    names = NameList(vault, exact=False)
    names.refresh()
    vault.put(note("b.md", ""))
    names.refresh()
    assert texts_of(names.notes()) == [("note", "a", "a.md"), ("note", "b", "b.md")]


def test_many_single_changes_are_deferred_too():
    names = NameList(vault_of("//- a.md"), exact=False)
    names.refresh()
    assert len(names.notes().names) == 1
    for each in crowd(""):
        names.put(each)
    assert len(names.notes().names) == 1


def test_many_changes_of_one_note_count_once():
    vault = vault_of("//- a.md")
    names = NameList(vault, exact=False)
    names.refresh()
    for lines in range(MANY):
        vault.put(note("a.md", "\n" * lines + "# A\n## B\n## C\n"))
        names.put(vault.notes["a.md"])
    assert lists(names) == lists(names_of(vault))
    assert not names.has_backlog


def test_many_moved_headings_are_deferred():
    headings = "\n".join(f"## {number}" for number in range(MANY + 1))
    vault = Vault(notes=[note("a.md", headings)])
    names = NameList(vault, exact=False)
    names.refresh()
    before = names.headings()
    vault.put(note("a.md", f"x\n{headings}"))
    names.put(vault.notes["a.md"])
    assert names.headings() is before
    assert names.has_backlog
    catch_up(names)
    assert lists(names) == lists(names_of(vault))


def partial_catch_up(done=1):
    """Return the names of many notes after some steps of reading and sorting them."""
    names = NameList(Vault(notes=crowd("")), exact=False)
    steps = names.catch_up()
    for _ in range(done):
        next(steps)
    return names, steps


@pytest.mark.parametrize("done", [1, MANY + 20])
def test_a_read_during_the_first_catch_up_returns_all_names(done):
    names, _ = partial_catch_up(done)
    names.refresh()
    assert len(names.notes().names) == MANY + 1


@pytest.mark.parametrize("done", [1, MANY + 20])
def test_an_interrupted_catch_up_starts_again(done):
    names, steps = partial_catch_up(done)
    steps.close()
    catch_up(names)
    assert len(names.notes().names) == MANY + 1


def test_many_new_attachments_are_caught_up_with():
    vault = vault_of("//- a.md\n//- p.png")
    names = NameList(vault, exact=False)
    names.refresh()
    assert len(names.attachments().names) == len(names.attachment_paths().names) == 1
    for number in range(MANY + 1):
        vault.add_file(f"img/{number}.png")
    catch_up(names)
    assert len(names.attachments().names) == len(names.attachment_paths().names) == MANY + 2


def test_counts_are_right_after_many_deletions():
    notes = crowd("k:: v\n")
    vault = Vault(notes=[*notes, note("last.md", "k:: v\n")])
    names = NameList(vault, exact=False)
    names.refresh()
    for each in notes:
        vault.remove(each.path)
    names.refresh()
    assert names.count(Values("k"), vault.notes) == {"v": MANY + 2}
    catch_up(names)
    assert names.count(Values("k"), vault.notes) == {"v": 1}


@given(
    many=st.sampled_from((MANY, 2)),
    changes=st.lists(
        st.tuples(st.sampled_from("ab"), st.sampled_from(TEXTS), st.booleans(), st.integers(0, 9)), max_size=12
    ),
    exact=st.booleans(),
    ends_early=st.booleans(),
)
def test_the_vault_may_change_during_a_catch_up(many, changes, exact, ends_early):
    with patch("wikilsp.index.name_index.MANY", many), patch("wikilsp.index.name_list.MANY", many):
        catch_up_in_between(changes, exact=exact, ends_early=ends_early)


def catch_up_in_between(changes, *, exact, ends_early):
    vault = vault_of(VAULT)
    names = NameList(vault, exact=exact)
    steps = names.catch_up()
    for path, text, told, some in changes:
        for _ in islice(steps, some):
            pass
        if some % 2:
            lists(names)
        if text is None:
            vault.remove(f"{path}.md")
            if told:
                names.remove(f"{path}.md")
            continue
        vault.put(note(f"{path}.md", text))
        if told:
            names.put(vault.notes[f"{path}.md"])
    if ends_early:
        steps.close()
    for _ in (*steps, *names.catch_up()):
        pass
    assert lists(names) == lists(names_of(vault))


def test_created_and_deleted_attachments():
    vault = vault_of(VAULT)
    names = names_of(vault)
    vault.add_file("img/a.png")
    vault.remove_file("img/P.png")
    names.refresh()
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
    vault = vault_of(VAULT)
    names = names_of(vault)
    changes = (
        lambda: vault.put(note("c.md", "# C\n## Comb\n")),
        lambda: vault.put(note("c.md", "# D\n## Comb\n")),
        lambda: vault.put(note("c.md", "text ^id\n\n# D\n## Cell #new\n")),
        lambda: vault.remove("sub/bee.md"),
        lambda: (vault.remove("a.md"), vault.put(note("b.md", ""))),
        lambda: vault.add_file("q.pdf"),
        lambda: (vault.remove_file("img/P.png"), vault.add_file("r.pdf")),
    )
    for change in changes:
        before = lists(names)
        change()
        names.refresh()
        assert lists(names) == lists(names_of(vault)) != before


def test_lists_are_reused_while_no_name_changes():
    vault = vault_of(VAULT)
    names = names_of(vault)
    before = names.notes()
    vault.put(note("a.md", "# A\n#Insect and more text\n"))
    names.refresh()
    assert names.notes() is before


def test_knows_the_last_edited_notes():
    vault = vault_of("//- a.md\n> x\n//- b.md\n> x\n//- c.md\n> x\n")
    names = names_of(vault)
    names.refresh()
    for path in ("c.md", "a.md"):
        vault.put(note(path, "changed"))
        names.refresh()
    assert sorted(names.edited, key=names.edited.get) == ["c.md", "a.md"]


def test_reading_a_note_is_not_an_edit():
    vault = vault_of("//- a.md\n> x\n")
    vault.put(Note("a.md", unread=True))
    names = names_of(vault)
    names.refresh()
    vault.put(note("a.md", "text"))
    names.refresh()
    assert names.edited == {}


def test_missing_names_are_prepared_once():
    names = names_of(vault_of(VAULT))
    before = names.missing({"b", "a"})
    assert before.names == ["a", "b"]
    assert names.missing({"a", "b"}) is before
    assert names.missing({"c"}).names == ["c"]


def test_the_title_of_a_note():
    assert display_title(note("a.md", "---\ntitle: T\n---\n# H\n")) == "T"
    assert display_title(note("a.md", "## No\n# H *1*\n# Other\n")) == "H 1"
    assert display_title(note("sub/v1.2.md", "text\n")) == "v1.2"
