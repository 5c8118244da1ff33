from itertools import islice
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vaults import vault_of

from wikilsp.features.completion.similar_notes import Values
from wikilsp.index.change_cursor import MANY
from wikilsp.index.name_list import NameList, title_of
from wikilsp.note import Note
from wikilsp.settings import Dialect, Settings
from wikilsp.syntax.parse import parse
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


def said(names):
    return [(name.kind, name.text, name.path) for name in names.names]


def lists(names):
    each = (names.notes, names.paths, names.headings, names.blocks, names.tags)
    return [list(read().names) for read in (*each, names.attachments, names.attachment_paths)]


def catch_up(names):
    for _ in names.catch_up():
        pass


def note(path, text):
    return Note(path, parse(text, Dialect()))


def test_what_notes_are_called_each_name_once_in_the_order_of_the_alphabet():
    assert said(names_of(vault_of(VAULT)).notes()) == [
        ("note", "a", "a.md"),
        ("alias", "Apis", "sub/bee.md"),
        ("note", "bee", "sub/bee.md"),
        ("title", "Bees", "sub/bee.md"),
        ("title", "The bee", "sub/bee.md"),
    ]


def test_the_headings_of_all_notes_but_no_title_again():
    assert said(names_of(vault_of(VAULT)).headings()) == [
        ("heading", "Hive #insect", "sub/bee.md"),
        ("heading", "Nest", "sub/bee.md"),
    ]


def crowd(text):
    return [note(f"{number}.md", text) for number in range(MANY + 1)]


def test_nobody_waits_for_many_changes_but_for_the_first_names():
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


def test_nobody_waits_for_many_paths_but_for_the_first_ones():
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
    assert said(names.notes()) == [("note", "a", "a.md"), ("note", "b", "b.md")]


def test_many_names_that_were_told_of_one_by_one_wait_too():
    names = NameList(vault_of("//- a.md"), exact=False)
    names.refresh()
    assert len(names.notes().names) == 1
    for each in crowd(""):
        names.put(each)
    assert len(names.notes().names) == 1


def test_many_small_changes_of_one_note_are_few():
    vault = vault_of("//- a.md")
    names = NameList(vault, exact=False)
    names.refresh()
    for lines in range(MANY):
        vault.put(note("a.md", "\n" * lines + "# A\n## B\n## C\n"))
        names.put(vault.notes["a.md"])
    assert lists(names) == lists(names_of(vault))
    assert not names.has_backlog


def test_many_headings_that_moved_wait_until_somebody_catches_up():
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


def begun(done=1):
    """Give the names of many notes after some steps of those that read them and put their names in order."""
    names = NameList(Vault(notes=crowd("")), exact=False)
    steps = names.catch_up()
    for _ in range(done):
        next(steps)
    return names, steps


@pytest.mark.parametrize("done", [1, MANY + 20])
def test_who_asks_while_somebody_catches_up_for_the_first_time_gets_all_names(done):
    names, _ = begun(done)
    names.refresh()
    assert len(names.notes().names) == MANY + 1


@pytest.mark.parametrize("done", [1, MANY + 20])
def test_who_was_cut_short_begins_again(done):
    names, steps = begun(done)
    steps.close()
    catch_up(names)
    assert len(names.notes().names) == MANY + 1


def test_many_attachments_that_come_are_caught_up_with():
    vault = vault_of("//- a.md\n//- p.png")
    names = NameList(vault, exact=False)
    names.refresh()
    assert len(names.attachments().names) == len(names.attachment_paths().names) == 1
    for number in range(MANY + 1):
        vault.add_file(f"img/{number}.png")
    catch_up(names)
    assert len(names.attachments().names) == len(names.attachment_paths().names) == MANY + 2


def test_what_is_counted_while_many_notes_go_is_right_in_the_end():
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
def test_the_vault_may_change_while_somebody_catches_up(many, changes, exact, ends_early):
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


def test_attachments_that_come_and_go():
    vault = vault_of(VAULT)
    names = names_of(vault)
    vault.add_file("img/a.png")
    vault.remove_file("img/P.png")
    names.refresh()
    assert said(names.attachments()) == [("attachment", "a.png", "img/a.png")]
    assert said(names.attachment_paths()) == [("attachment", "img/a.png", "img/a.png")]


def test_each_tag_once_where_it_stands_first():
    assert said(names_of(vault_of(VAULT)).tags()) == [("tag", "#b/c", "sub/bee.md"), ("tag", "#Insect", "a.md")]


def test_the_ids_of_blocks():
    assert said(names_of(vault_of(VAULT)).blocks()) == [("block", "end", "sub/bee.md")]


def test_paths_and_attachments():
    names = names_of(vault_of(VAULT))
    assert said(names.paths()) == [("note", "a", "a.md"), ("note", "sub/bee", "sub/bee.md")]
    assert said(names.attachments()) == [("attachment", "P.png", "img/P.png")]


def test_names_of_pages_in_logseq():
    vault = vault_of("//- pages/a___b.md\n> text\n", Settings(Dialect(preset="logseq")))
    assert said(names_of(vault).notes()) == [("note", "a/b", "pages/a___b.md")]


def test_every_change_of_the_vault_is_seen():
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


def test_nothing_is_made_again_while_nothing_is_called_otherwise():
    vault = vault_of(VAULT)
    names = names_of(vault)
    before = names.notes()
    vault.put(note("a.md", "# A\n#Insect and more text\n"))
    names.refresh()
    assert names.notes() is before


def test_what_was_edited_last_is_told():
    vault = vault_of("//- a.md\n> x\n//- b.md\n> x\n//- c.md\n> x\n")
    names = names_of(vault)
    names.refresh()
    for path in ("c.md", "a.md"):
        vault.put(note(path, "changed"))
        names.refresh()
    assert sorted(names.edited, key=names.edited.get) == ["c.md", "a.md"]


def test_reading_a_note_is_no_edit():
    vault = vault_of("//- a.md\n> x\n")
    vault.put(Note("a.md", unread=True))
    names = names_of(vault)
    names.refresh()
    vault.put(note("a.md", "text"))
    names.refresh()
    assert names.edited == {}


def test_names_of_nothing_are_made_ready_once():
    names = names_of(vault_of(VAULT))
    before = names.missing({"b", "a"})
    assert before.names == ["a", "b"]
    assert names.missing({"a", "b"}) is before
    assert names.missing({"c"}).names == ["c"]


def test_the_title_of_a_note():
    assert title_of(note("a.md", "---\ntitle: T\n---\n# H\n")) == "T"
    assert title_of(note("a.md", "## No\n# H *1*\n# Other\n")) == "H 1"
    assert title_of(note("sub/v1.2.md", "text\n")) == "v1.2"
