import random
from typing import NamedTuple

from wikilsp.index.vault_index import VaultIndex
from wikilsp.note import Note
from wikilsp.settings import Dialect
from wikilsp.syntax.parse import parse
from wikilsp.vault.vault import Vault


class ValuesIn(NamedTuple):
    folder: str
    key_id: str = "k"

    def texts(self, note):
        values = (made.value.text for made in note.facts.properties if made.id == "k")
        return values if note.folder == self.folder else ()


def note(path, *values):
    return Note(path, parse("".join(f"- K:: {value}\n" for value in values), Dialect()))


def index_of(*notes):
    return VaultIndex(Vault(notes=notes))


def test_counts_the_notes_with_each_text():
    index = index_of(note("a.md", "x", "x", "y"), note("b.md", "x"), note("sub/c.md", "x"))
    assert index.values.count(ValuesIn("")) == {"x": 2, "y": 1}


def test_counts_follow_changes():
    index = index_of(note("a.md", "x", "y"))
    index.values.count(ValuesIn(""))
    index.put(note("a.md", "y", "z"))
    index.put(note("b.md", "z"))
    assert index.values.count(ValuesIn("")) == {"y": 1, "z": 2}
    index.remove("b.md")
    assert index.values.count(ValuesIn("")) == {"y": 1, "z": 1}


def test_any_changes_equal_counting_from_scratch():
    chance = random.Random(7)  # noqa: S311
    index = index_of()
    for _ in range(300):
        path = chance.choice(["a.md", "b.md", "sub/c.md", "sub/d.md"])
        if chance.random() < 0.8:
            index.put(note(path, *chance.sample("xyz", chance.randrange(4))))
        else:
            index.remove(path)
        for folder in ("", "sub"):
            expected = VaultIndex(index.vault).values.count(ValuesIn(folder))
            assert index.values.count(ValuesIn(folder)) == expected


def test_unused_counts_are_forgotten():
    index = index_of(note("first/a.md", "x"))
    for number in range(100):
        index.values.count(ValuesIn("first" if number == 0 else str(number)))
    assert ValuesIn("first") not in index.values
    assert ValuesIn("99") in index.values
