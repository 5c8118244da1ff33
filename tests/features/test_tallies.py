import random
from typing import NamedTuple

from wikilsp.index.value_counts import ValueCounts
from wikilsp.note import Note
from wikilsp.settings import Dialect
from wikilsp.syntax.parse import parse


class TagsIn(NamedTuple):
    folder: str

    def texts(self, note):
        return (tag.name for tag in note.facts.tags) if note.folder == self.folder else ()


def note(path, *tags):
    return Note(path, parse(" ".join(f"#{tag}" for tag in tags), Dialect()))


def test_counts_the_notes_with_each_text():
    notes = [note("a.md", "x", "x", "y"), note("b.md", "x"), note("sub/c.md", "x")]
    assert ValueCounts().count(TagsIn(""), notes) == {"x": 2, "y": 1}


def test_counts_follow_changes():
    tallies = ValueCounts()
    old = note("a.md", "x", "y")
    tallies.count(TagsIn(""), [old])
    tallies.change(old, note("a.md", "y", "z"))
    tallies.change(None, note("b.md", "z"))
    assert tallies.count(TagsIn(""), ()) == {"y": 1, "z": 2}
    tallies.change(note("b.md", "z"), None)
    assert tallies.count(TagsIn(""), ()) == {"y": 1, "z": 1}


def test_any_changes_equal_counting_from_scratch():
    chance = random.Random(7)  # noqa: S311
    tallies, notes = ValueCounts(), {}
    for _ in range(300):
        path = chance.choice(["a.md", "b.md", "sub/c.md", "sub/d.md"])
        new = note(path, *chance.sample("xyz", chance.randrange(4))) if chance.random() < 0.8 else None
        tallies.change(notes.pop(path, None), new)
        if new:
            notes[path] = new
        for folder in ("", "sub"):
            expected = ValueCounts().count(TagsIn(folder), notes.values())
            assert tallies.count(TagsIn(folder), notes.values()) == expected


def test_unused_counts_are_forgotten():
    tallies = ValueCounts()
    tallies.count(TagsIn("first"), [note("first/a.md", "x")])
    for number in range(100):
        tallies.count(TagsIn(str(number)), ())
    assert tallies.count(TagsIn("first"), ()) == {}
