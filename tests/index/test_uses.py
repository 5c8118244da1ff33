"""Notes by tag and property, also after changes."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from vaults import vault_of

from wikilsp.features.completion.similar_notes import Values
from wikilsp.index.uses import Usages
from wikilsp.index.vault_index import VaultIndex
from wikilsp.note import Note
from wikilsp.settings import Dialect
from wikilsp.syntax.parse import parse
from wikilsp.vault.vault import Vault

VAULT = """
    //- a.md
    > Due date:: 1
    > x #Note #note #note/one
    //- b.md
    > ---
    > tags: [NOTE/One, other]
    > due-date: 2
    > ---
"""


def uses_of(text=VAULT):
    return Usages(vault_of(text).notes)


def note(path, *lines):
    return Note(path, parse("\n".join(lines), Dialect()))


def test_a_tag_is_counted_in_each_note_ignoring_case():
    assert dict(uses_of().counts("NOTE")) == {"a.md": 2}
    assert dict(uses_of().counts("note/one")) == {"a.md": 1, "b.md": 1}
    assert dict(uses_of().counts("none")) == {}


def test_a_tag_has_a_subtree():
    uses = uses_of()
    assert uses.subtree("Note") == ["note", "note/one"]
    assert uses.tagged("note") == {"a.md", "b.md"}
    assert uses.tagged("no") == set()


def test_the_subtree_of_an_unused_parent_tag_excludes_it():
    assert uses_of("//- a.md\n> #x/y/z #x/y//w\n").subtree("x") == ["x/y//w", "x/y/z"]


def test_spelling_variants_of_a_key_share_an_id():
    uses = uses_of()
    assert uses.with_key("due-date") == {"a.md", "b.md"}
    assert uses.with_key("none") == set()


def test_all_tags_and_keys():
    assert sorted(uses_of().tag_names()) == ["note", "note/one", "other"]
    assert sorted(uses_of().key_ids()) == ["due-date", "tags"]


def test_unused_tags_and_keys_are_removed():
    index = VaultIndex(vault_of(VAULT))
    index.put(note("a.md", "plain"))
    index.remove("b.md")
    uses = index.uses
    assert [*uses.tag_names(), *uses.key_ids(), *uses.subtree("note")] == []


def test_the_keys_of_notes_that_share_a_tag_or_a_folder():
    index = VaultIndex(vault_of(VAULT))
    uses = index.uses
    assert dict(uses.keys_of_tagged("Note/One")) == {"due-date": 2, "tags": 1}
    assert dict(uses.keys_of_tagged("note")) == {"due-date": 1}
    assert dict(uses.keys_in_folder("")) == {"due-date": 2, "tags": 1}
    assert dict(uses.keys_in_folder("sub")) == {}
    index.remove("a.md")
    assert dict(uses.keys_of_tagged("note/one")) == dict(uses.keys_in_folder("")) == {"due-date": 1, "tags": 1}


PATHS = ("a.md", "b.md", "c/d.md")
LINES = ("x #one", "x #One/two #one", "x #one/two/three", "x #one//", "- k:: 1", "- K:: #x", "x [other key:: 2]")


def everything(uses):
    names = (*uses.tag_names(), "one", "one/two", "one/")
    return (
        {name: (dict(uses.counts(name)), uses.subtree(name), uses.tagged(name)) for name in names},
        {key: set(uses.with_key(key)) for key in uses.key_ids()},
        {name: dict(uses.keys_of_tagged(name)) for name in names},
        {folder: dict(uses.keys_in_folder(folder)) for folder in ("", "c")},
        dict(uses.spellings()),
    )


class UsesMachine(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.index = VaultIndex(Vault())

    @rule(path=st.sampled_from(PATHS), lines=st.lists(st.sampled_from(LINES), max_size=3))
    def put(self, path, lines):
        self.index.put(note(path, *lines))

    @rule(path=st.sampled_from(PATHS))
    def remove(self, path):
        self.index.remove(path)

    @rule(key=st.sampled_from(("k", "other-key")))
    def count(self, key):
        values = self.index.values
        assert dict(values.count(Values(key))) == dict(VaultIndex(self.index.vault).values.count(Values(key)))

    @invariant()
    def equals_a_new_one(self):
        assert everything(self.index.uses) == everything(Usages(self.index.vault.notes))
        assert self.index.differences() == []


TestState = UsesMachine.TestCase
TestState.settings = settings(max_examples=40, stateful_step_count=15)
