"""Comparison of names, and the indices from names to paths."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from wikilsp.note import Note
from wikilsp.settings import Dialect
from wikilsp.syntax.facts import Facts, Value
from wikilsp.syntax.parse import parse
from wikilsp.text import Span
from wikilsp.vault.name_registry import NameRegistry, link_name, names_of
from wikilsp.vault.names import PathIndex, base_name, fold, fold_path, is_note, resolve_path, without_extension


def test_names_are_compared_caseless():
    assert fold("Great LEAP") == "great leap"
    assert fold("STRASSE") == fold("straße")
    assert fold("ΣΊΣΥΦΟΣ") == fold("Σίσυφος")


def test_names_are_compared_composed():
    assert fold(unicodedata.normalize("NFD", "Café")) == fold("Café")


def test_compatibility_characters_are_distinct():
    assert fold("x²") != fold("x2")
    assert fold("Ａ") != fold("A")


def test_spaces_are_collapsed():
    assert fold(" a \t\u00a0\u3000 b ") == "a b"


@given(st.text())
def test_folding_is_idempotent_and_ignores_composition(name):
    assert fold(fold(name)) == fold(name)
    assert fold(unicodedata.normalize("NFD", name)) == fold(name)
    assert fold_path(fold_path(name)) == fold_path(name)


def test_a_path_is_folded_by_segment():
    assert fold_path("A /  b  C") == "a/b c"


def test_only_notes_lose_their_extension():
    assert [without_extension(path) for path in ("a/b.md", "B.MD", "c.Markdown", "d.md.md", "e.png", "v1.2 notes")] == [
        "a/b",
        "B",
        "c",
        "d.md",
        "e.png",
        "v1.2 notes",
    ]
    assert not is_note("a.mdx")
    assert not is_note(".md")


def test_the_base_name_of_a_path():
    assert [base_name(path) for path in ("a/b.md", "v1.2.md", "a/p.png")] == ["b", "v1.2", "p.png"]


def test_relative_paths():
    assert resolve_path("a/b", "c") == "a/b/c"
    assert resolve_path("a/b", "./../c/./d") == "a/c/d"
    assert resolve_path("a/b", "../..") == ""
    assert resolve_path("a/b", "../../../c") is None
    assert resolve_path("", "a//b/") == "a/b"


def test_paths_with_an_ending_are_grouped_by_the_folder_above():
    index = PathIndex(without_extension)
    for path in ("x/Note.md", "a/x/Note.md", "xx/Note.md", "Note.md"):
        index.add(path)
    assert index.ending("note") == {
        "x": ["x/Note.md"],
        "a/x": ["a/x/Note.md"],
        "xx": ["xx/Note.md"],
        "": ["Note.md"],
    }
    assert index.ending("X/Note") == {"": ["x/Note.md"], "a": ["a/x/Note.md"]}
    assert index.at("A/X/note") == ["a/x/Note.md"]
    assert not index.at("note/x")


def test_a_discarded_path_is_removed_from_the_index():
    index = PathIndex(without_extension)
    index.add("a/Note.md")
    index.add("b/Note.md")
    assert index.ending("Note") == {"a": ["a/Note.md"], "b": ["b/Note.md"]}
    index.discard("a/Note.md")
    assert index.ending("Note") == {"b": ["b/Note.md"]}
    index.discard("b/Note.md")
    assert index.ending("Note") == {}


def test_a_folder_exists_while_it_contains_a_file():
    names = NameRegistry(Dialect())
    names.add("a/b/c.md")
    names.add("a/b/d.png")
    assert list(names.folders.at("A/B")) == ["a/b"]
    assert list(names.folders.at("a")) == ["a"]
    names.discard("a/b/c.md")
    assert list(names.folders.at("a/b")) == ["a/b"]
    names.discard("a/b/d.png")
    assert not names.folders.at("a/b")
    assert not names.folders.at("a")


def test_the_name_that_a_link_writes():
    assert link_name("a/v1.2.md", Dialect()) == "v1.2"
    assert link_name("pages/a___b.md", Dialect(preset="logseq")) == "a/b"


def test_a_note_has_the_names_that_its_dialect_resolves():
    note = Note("pages/a___b.md", parse("---\naliases: [AB]\ntitle: T\n---\n## No\n# H\n", Dialect()))
    assert list(names_of(note, Dialect())) == ["a___b", "AB"]
    assert list(names_of(note, Dialect(preset="logseq"))) == ["a/b", "AB", "T"]
    assert list(names_of(note, Dialect(resolve="title"))) == ["a___b", "AB", "T", "H"]


def aliased(path, *aliases):
    return Note(path, Facts(aliases=tuple(Value(alias, "text", Span(0, 0)) for alias in aliases)))


def test_a_changed_alias_changes_the_registry():
    names = NameRegistry(Dialect())
    old, new = aliased("n.md", "AI", "IA"), aliased("n.md", "AI", "KI")
    assert names.change("n.md", None, old)
    assert not names.change("n.md", old, aliased("n.md", "ia", "ai"))
    assert names.change("n.md", old, new)
    assert list(names.aliases.of("ki")) == ["n.md"]
    assert list(names.aliases.of("ia")) == []
    assert names.change("n.md", new, None)
    assert list(names.aliases.of("ai")) == []


def test_paths_of_a_name_are_sorted():
    names = NameRegistry(Dialect())
    for path in ("long/b.md", "c.md", "b.md"):
        names.change(path, None, aliased(path, "x"))
    assert list(names.aliases.of("x")) == ["b.md", "c.md", "long/b.md"]
