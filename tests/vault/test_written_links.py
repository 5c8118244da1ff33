"""The shortest link to a note, and the path of a new note for a missing target."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vaults import resolve, vault_of, vault_of_paths

from wikilsp.note import Note
from wikilsp.settings import Dialect, Settings

LOGSEQ = Settings(dialect=Dialect(preset="logseq"))


class TestShortest:
    def shortest(self, vault, path, source="src.md"):
        return vault.shortest(path, Note(source))

    def test_the_name_if_it_is_unique(self):
        vault = vault_of_paths("a/b/Note.md", "img/p.png")
        assert self.shortest(vault, "a/b/Note.md") == "Note"
        assert self.shortest(vault, "img/p.png") == "p.png"

    def test_as_much_of_the_path_as_needed(self):
        vault = vault_of_paths("a/b/Note.md", "a/c/Note.md", "x/b/Other.md")
        assert self.shortest(vault, "a/b/Note.md") == "b/Note"

    def test_the_whole_path_if_it_is_needed(self):
        vault = vault_of_paths("a/Note.md", "x/a/Note.md", "Note.md")
        assert self.shortest(vault, "a/Note.md") == "a/Note"
        assert self.shortest(vault, "x/a/Note.md") == "x/a/Note"
        assert self.shortest(vault, "Note.md") == "Note"

    def test_the_name_in_the_same_folder(self):
        vault = vault_of_paths("a/Note.md", "b/Note.md")
        assert self.shortest(vault, "b/Note.md", "b/src.md") == "Note"
        assert self.shortest(vault, "a/Note.md", "b/src.md") == "a/Note"

    def test_never_an_ambiguous_name(self):
        vault = vault_of_paths("a/Note.md", "b/Note.md")
        assert self.shortest(vault, "a/Note.md") == "a/Note"

    def test_the_extension_if_only_it_differs(self):
        vault = vault_of_paths("a.md", "a.markdown", "p.png", "p.png.md")
        assert self.shortest(vault, "a.md") == "a"
        assert self.shortest(vault, "a.markdown") == "a.markdown"
        assert self.shortest(vault, "p.png.md") == "p.png"

    def test_the_page_name_for_logseq(self):
        vault = vault_of("//- pages/a___b.md\n//- pages/x.md\ntitle:: What?\n//- c/d.md\n", LOGSEQ)
        assert self.shortest(vault, "pages/a___b.md") == "a/b"
        assert self.shortest(vault, "pages/x.md") == "What?"
        assert self.shortest(vault, "c/d.md") == "d"

    def test_the_same_whatever_was_resolved_before(self):
        vault = vault_of_paths("A/a.md", "a/a.md")
        assert resolve(vault, "a/a.md", "a").target == "A/a.md"
        assert resolve(vault, "a/a.md", "a/a").target == "a/a.md"
        assert self.shortest(vault, "a/a.md", "a/a.md") == "a/a"

    def test_the_whole_path_if_only_the_case_of_a_folder_differs(self):
        vault = vault_of_paths("a/a/a.md", "A/a/a.md")
        assert self.shortest(vault, "A/a/a.md", "a/a.md") == "a/a"
        assert self.shortest(vault, "a/a/a.md", "a/a.md") == "a/a/a"

    segments = st.sampled_from(["a", "b", "A", "a.md", "c d"])
    paths = st.lists(segments, min_size=1, max_size=3).map(lambda path: "/".join(path) + ".md")

    @given(st.sets(paths, min_size=1), paths)
    def test_the_link_resolves_to_the_note(self, paths, source):
        vault = vault_of_paths(*paths)
        for path in paths:
            found = resolve(vault, source, vault.shortest(path, Note(source)))
            assert (found.target, found.others) == (path, ())


class TestNewNote:
    @pytest.mark.parametrize(
        ("text", "path"),
        [
            ("New", "New.md"),
            ("a/b/New", "a/b/New.md"),
            ("/a/New", "a/New.md"),
            ("./New", "own/New.md"),
            ("../New", "New.md"),
            ("New.md", "New.md"),
            ("v1.2 notes", "v1.2 notes.md"),
            ("Node.js", "Node.js.md"),
            ("../../New", None),
            ("Foo: Bar", None),
            ("what?", None),
            ("https://x.y", None),
            ("etc.", None),
            ("a//b", None),
            ("folder/", None),
            (".hidden/x", None),
            ("../../own", None),
        ],
    )
    def test_wikilinks(self, text, path):
        assert vault_of_paths().new_note_path(Note("own/src.md"), text) == path

    @pytest.mark.parametrize(
        ("destination", "path"),
        [
            ("new.md", "own/new.md"),
            ("a/new.md", "own/a/new.md"),
            ("../new.md", "new.md"),
            ("/new.md", "new.md"),
            ("new", "own/new.md"),
            ("new.png", None),
            ("../../new.md", None),
            ("a/", None),
        ],
    )
    def test_markdown_links(self, destination, path):
        assert vault_of_paths().new_note_path(Note("own/src.md"), destination, "link") == path

    @pytest.mark.parametrize(
        ("text", "path"),
        [
            ("New", "pages/New.md"),
            ("a/b", "pages/a___b.md"),
            ("what?", "pages/what%3F.md"),
            ("etc.", "pages/etc.___.md"),
        ],
    )
    def test_logseq(self, text, path):
        vault = vault_of_paths(settings=LOGSEQ)
        assert vault.new_note_path(Note("journals/src.md"), text) == path
        vault.put(Note(path))
        assert resolve(vault, "journals/src.md", text).target == path

    def test_an_existing_folder_keeps_its_spelling(self):
        vault = vault_of_paths("Projects/Big One/a.md")
        for text, path in [("projects/x", "Projects/x.md"), ("projects/big one/y/Z", "Projects/Big One/y/Z.md")]:
            assert vault.new_note_path(Note("src.md"), text) == path
